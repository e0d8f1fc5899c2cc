import type {
  CurvePoint,
  DurationForecast,
  Explanation,
  GpuLayout,
  Knee,
  Launch,
  Move,
  Neighbour,
  Plan,
  Reason,
  RunPlan,
  StageBars,
  Topology,
  ScalingCurve,
} from "@ingot/compute";
import type { Plan as WirePlan } from "../../api/outputs.ts";
import type { WaferAsk } from "../../wafer/question.ts";
import type { PlannerQuestion, PlannerState } from "../state.ts";

/**
 * What the page asks. `sequence` grows with every question, so that an old answer is known as one; curves, which do not
 * change with the number of devices, are counted by themselves.
 */
export type PlannerRequest =
  | { readonly task: "plan"; readonly sequence: number; readonly question: PlannerQuestion }
  | { readonly task: "front"; readonly sequence: number; readonly question: PlannerQuestion }
  | { readonly task: "curve"; readonly sequence: number; readonly question: PlannerQuestion }
  | {
      readonly task: "wholeRun";
      readonly sequence: number;
      readonly question: PlannerQuestion;
      readonly ramp: PlannerState["ramp"];
    }
  | {
      readonly task: "launch";
      readonly sequence: number;
      readonly question: PlannerQuestion;
      readonly tool: PlannerState["tool"];
      readonly scheduler: PlannerState["scheduler"];
    };

/** What is planned, in words and numbers: also what was left to the published values. */
export interface SettingView {
  readonly model: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly batch: number;
  readonly sequence: number;
  readonly system: string;
  readonly kind: "gpu" | "wafer";
  readonly devicesMost: number;
  readonly devicesPerNode: number;
  readonly dtypes: readonly PlannerQuestion["dtype"][];
  /** What files say that the plan does not hold. */
  readonly remarks: readonly string[];
  /** Of a described cluster that states it. */
  readonly powerPrice: { readonly perKilowattHour: number; readonly currency: string } | null;
}

export interface PlannedView {
  readonly kind: "planned";
  readonly plan: Plan;
  /** How the work is cut, in a line. */
  readonly layout: string;
  /** Memory of each pipeline stage; null on wafers. */
  readonly stages: readonly StageBars[] | null;
  /** What the pictures of a wafer ask for; null on GPUs. */
  readonly wafer: { readonly ask: WaferAsk; readonly plan: WirePlan } | null;
  readonly duration: DurationForecast;
  readonly deviceHours: number;
  readonly energyKwh: number;
  readonly expectedLoss: number;
  readonly advice: string;
}

export interface RefusedView {
  readonly kind: "refused";
  readonly reason: Reason;
  readonly needed: number;
  readonly available: number;
  readonly unit: string;
  readonly suggestion: string;
}

/** The question itself cannot be read: a damaged file, a number that is none. */
export interface UnreadableView {
  readonly kind: "unreadable";
  readonly problems: readonly string[];
}

export type OutcomeView = PlannedView | RefusedView | UnreadableView;

/** A change of the question that was planned and fits. */
export interface ChangeView {
  readonly text: string;
  /** Null where the question has no field for it: memory of the host is not searched by itself. */
  readonly change: Partial<PlannerQuestion> | null;
}

/** A move, and what it is in the question's own fields; null where it is other hardware. */
export interface MoveView extends Move {
  readonly change: Partial<PlannerQuestion> | null;
}

/** A layout a step away, and the pins that lead to it; null where it cannot be planned. */
export interface NeighbourView extends Neighbour {
  readonly pins: PlannerQuestion["pins"] | null;
}

export interface ExplanationView extends Omit<Explanation, "plan" | "choice" | "moves" | "neighbours" | "next"> {
  /** The layout that is explained. */
  readonly layout: GpuLayout;
  readonly moves: readonly MoveView[];
  readonly neighbours: readonly NeighbourView[];
  /** The best that makes it faster for the same devices. */
  readonly next: MoveView | null;
}

/** Pieces of work on the stages, as columns of numbers. */
export interface SlotColumns {
  readonly stage: Uint16Array;
  readonly microbatch: Uint16Array;
  readonly chunk: Uint8Array;
  /** 0 forward, 1 backward, 2 weight. */
  readonly kind: Uint8Array;
  /** **Unit** s from the start of the step. */
  readonly start: Float64Array;
  readonly end: Float64Array;
}

export interface PipelineView {
  readonly schedule: string;
  readonly stages: number;
  readonly chunks: number;
  readonly microbatches: number;
  readonly slots: SlotColumns;
  readonly elided: { readonly from: number; readonly to: number } | null;
  readonly length: number;
  readonly idleShare: number;
}

export interface FrontPoint {
  readonly devices: number;
  readonly name: string;
  readonly change: Partial<PlannerQuestion>;
  /** It is the layout that is pinned, whole. */
  readonly pinned: boolean;
  /** Of a step. **Unit** s, device-seconds, J; byte on the fullest device. */
  readonly time: number;
  readonly cost: number;
  readonly energy: number;
  readonly headroom: number;
}

export interface CurveView {
  readonly points: readonly CurvePoint[];
  readonly knees: readonly Knee[];
  readonly turn: ScalingCurve["turn"];
  /** What every number of devices is planned with, in words; empty where nothing is pinned. */
  readonly held: string;
  /** The pins that stay when another number is chosen. */
  readonly pins: PlannerQuestion["pins"];
}

export interface LaunchView {
  readonly launch: Launch | null;
  /** Why the tool cannot carry out the plan as it stands, or at all. */
  readonly refusal: string | null;
  /** Step time of the layout that the files carry out, where it is another than the plan's, and the plan's beside it. */
  readonly instead: { readonly stepTime: number; readonly planned: number; readonly layout: string } | null;
}

/** A size of model and its tokens, by the laws of loss. */
export interface AllocationView {
  readonly name: string;
  readonly parameters: number;
  readonly tokens: number;
  readonly tokensPerParameter: number;
  /** **Unit** nats a token. */
  readonly loss: number;
}

/** A batch that grows, size by size. */
export interface RampView {
  readonly stages: readonly (RunPlan["stages"][number] & {
    /** Whether the layout's replicas share it evenly. */
    readonly even: boolean;
  })[];
  /** Who shares a batch; null on wafers. */
  readonly layout: Pick<GpuLayout, "dataParallel" | "microbatchSize"> | null;
}

export interface WholeRunView {
  readonly duration: Pick<DurationForecast, "p50" | "p90">;
  /** Null where the batch is full from the first step. */
  readonly ramp: RampView | null;
  /** Time at full speed over the mean duration. **Range** 0 to 1. */
  readonly goodput: number;
  readonly costs: readonly { readonly label: string; readonly seconds: number; readonly share: number }[];
  readonly advice: string;
  /** Shapes of the same size that are cheaper here, each in a sentence. */
  readonly shapes: readonly string[];
  /** Null where no number of tokens makes this size as good. */
  readonly matches: readonly { readonly label: string; readonly source: string; readonly tokens: number | null }[];
  readonly sizes: readonly AllocationView[];
  /** The size that costs least to train and serve so many tokens, at the same loss. */
  readonly lives: readonly (AllocationView & { readonly served: number; readonly saved: number })[];
}

interface Reply<Kind extends string> {
  readonly kind: Kind;
  readonly sequence: number;
}

export interface PlanReply extends Reply<"plan"> {
  /** Of the question: what is asked now may be another number. */
  readonly devices: number;
  readonly setting: SettingView | null;
  readonly outcome: OutcomeView;
  readonly milliseconds: number;
}
/** A plan reply that holds a plan. */
export interface PlannedReply extends PlanReply {
  readonly setting: SettingView;
  readonly outcome: PlannedView;
}
export interface ReasonsReply extends Reply<"reasons"> {
  readonly explanation: ExplanationView | null;
}
/** Of a refusal: what would fit. */
export interface ChangesReply extends Reply<"changes"> {
  readonly changes: readonly ChangeView[];
}
/** Null on wafers, as the next. */
export interface PipelineReply extends Reply<"pipeline"> {
  readonly view: PipelineView | null;
}
export interface TopologyReply extends Reply<"topology"> {
  readonly view: Topology | null;
}
export interface ProgressReply extends Reply<"progress"> {
  readonly done: number;
  readonly of: number;
}
export interface FrontReply extends Reply<"front"> {
  /** Of the question: the points have as many, half or twice as many. */
  readonly devices: number;
  readonly points: readonly FrontPoint[];
  /** What of the layout they all have, in words; empty where nothing is pinned. */
  readonly held: string;
}
export interface CurveReply extends Reply<"curve"> {
  readonly curve: CurveView | null;
}
export interface LaunchReply extends Reply<"launch">, Pick<PlannerState, "tool" | "scheduler"> {
  readonly view: LaunchView;
}
export interface WholeRunReply extends Reply<"wholeRun"> {
  readonly ramp: PlannerState["ramp"];
  /** Null where there is no plan; a ramp may be none. */
  readonly view: WholeRunView | UnreadableView | null;
}
export type PlannerReply =
  | PlanReply
  | ReasonsReply
  | ChangesReply
  | PipelineReply
  | TopologyReply
  | ProgressReply
  | FrontReply
  | CurveReply
  | LaunchReply
  | WholeRunReply;
