import type { BatchRamp, Dtype, LaunchScheduler, LaunchTool, PinnedLayout } from "@ingot/compute";

/** Parts of the page that are worked out once somebody asks for them. */
export type OnDemand = "launch" | "wholeRun";
export type Started = Readonly<Record<OnDemand, boolean>>;

/** What a layout can be compared by. */
export type FrontAxis = "time" | "cost" | "energy" | "headroom";

/** What is planned on what; null takes the published or usual value. */
export interface PlannerQuestion {
  /** Id in the catalog. */
  readonly model: string;
  /** A packed `config.json`, in place of a model of the catalog. */
  readonly config: string | null;
  readonly tokens: number | null;
  readonly batch: number | null;
  readonly sequence: number | null;
  readonly dtype: Dtype;
  /** Id in the catalog. */
  readonly hardware: string;
  /** A packed description of a cluster, in place of a system of the catalog. */
  readonly cluster: string | null;
  readonly devices: number;
  readonly pins: PinnedLayout;
}

/** All that a link to the planner says. */
export interface PlannerState extends PlannerQuestion {
  /** How the batch of the whole run grows; null where it is full from the first step. */
  readonly ramp: BatchRamp | null;
  readonly tool: LaunchTool;
  readonly scheduler: LaunchScheduler;
  /** What the scatter of layouts shows from left to right, and upwards. */
  readonly across: FrontAxis;
  readonly up: FrontAxis;
}

export const firstState: PlannerState = {
  model: "gpt3-175b",
  config: null,
  tokens: null,
  batch: null,
  sequence: null,
  dtype: "bf16",
  hardware: "dgx-h100",
  cluster: null,
  devices: 1024,
  pins: {},
  ramp: null,
  tool: "megatron-lm",
  scheduler: "slurm",
  across: "time",
  up: "headroom",
};

/** **Returns** the state with a change, the same object where nothing is another: a slider tells its stop in every frame. */
export function changed(before: PlannerState, change: Partial<PlannerState>): PlannerState {
  const after = { ...before, ...change };
  const fields = Object.keys(change) as (keyof PlannerState)[];
  return fields.every((field) => after[field] === before[field]) ? before : after;
}

/** Most devices that the slider offers. */
export const devicesMost = 16_384;

/** A ramp as links have it: start, increment, tokens. */
export const rampText = (ramp: BatchRamp | null): string =>
  ramp ? [ramp.from, ramp.increment, ramp.tokens].join("-") : "";

/** The part of the state that a plan depends on, as a text to compare. */
export function questionKey(state: PlannerState): string {
  const { ramp: _ramp, tool: _tool, scheduler: _scheduler, across: _across, up: _up, ...question } = state;
  return JSON.stringify(question);
}

/** The part of a question that a scaling curve depends on: it spans every number of devices. */
export const curveKey = (question: PlannerQuestion): string => JSON.stringify({ ...question, devices: 1 });

const parts = [
  "tensorParallel",
  "pipelineParallel",
  "dataParallel",
  "contextParallel",
  "expertParallel",
  "microbatchSize",
  "virtualPipeline",
  "recompute",
  "zeroStage",
] as const satisfies readonly (keyof PinnedLayout)[];

/** Whether pins leave nothing to search; the schedule follows from the chunks. */
export const isWhole = (pins: PinnedLayout): boolean => parts.every((part) => pins[part] !== undefined);
