import { systemOf } from "../hardware/catalog.ts";
import { countOf, grouped } from "../hardware/devices-in-words.ts";
import { countInWords } from "../model/loss.ts";
import { parameterCount } from "../model/parameters.ts";
import { type Recipe, warmupSteps } from "../model/recipe.ts";
import type { ModelShape } from "../model/shape.ts";
import { apportionedLayers, scheduleOf } from "../plan/gpu/pipeline.ts";
import { usualParts } from "../plan/gpu/usual-parts.ts";
import { replicasOf } from "../plan/gpu/workload.ts";
import { spell } from "../plan/life.ts";
import type { Ask, GpuLayout, Plan } from "../plan/plan.ts";

/** A part of a job that a tool has no option for. */
export interface Unsaid {
  /** The field of the layout or of the ask, or `model`. */
  readonly dimension: string;
  readonly value: string;
  /** What the tool demands instead. */
  readonly rule: string;
}

/** A layout in which nothing is left to a default. */
export type WholeLayout = Required<
  Omit<GpuLayout, "kind" | "recomputeLayers" | "firstStageLayers" | "lastStageLayers">
> & {
  /** Layers under full recompute; undefined: all of them. */
  readonly recomputeLayers: number | undefined;
  /** Layers of each chunk in the order of the model: the first chunk of every stage, then the second. */
  readonly chunks: readonly number[];
};

/** A plan as a launch needs it: everything counted, nothing left to guess. */
export interface LaunchJob {
  readonly name: string;
  readonly ask: Ask;
  readonly plan: Plan;
  readonly model: ModelShape;
  readonly layout: WholeLayout;
  readonly recipe: Recipe;
  readonly nodes: number;
  readonly devicesPerNode: number;
  /** Steps while the learning rate rises, fewer than the run has. */
  readonly warmupSteps: number;
  /** Checkpoints that stay on the disk; the tools' own defaults keep every one of a long run. */
  readonly keptCheckpoints: number;
  /** What the plan promises, for the heads of files. */
  readonly summary: readonly string[];
}

/** **Returns** a name that Kubernetes and Slurm take: lower case letters, digits and dashes, at most 40. */
export const nameOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, "") || "training";

/** Layers of each stage, as the plan prices them. */
function stagesOf(layers: number, layout: GpuLayout): number[] {
  const p = layout.pipelineParallel;
  const { first, middle, last } = apportionedLayers(layers, layout);
  return Array.from({ length: p }, (_, stage) => (stage === 0 ? first : stage === p - 1 ? last : middle));
}

/** Layers of each chunk in the order of the model; what an end stage has less, the chunk at that end of the model lacks. **Throws** RangeError. */
function chunksOf(layers: number, layout: GpuLayout): number[] {
  const { pipelineParallel: p, virtualPipeline: v } = layout;
  const stages = stagesOf(layers, layout);
  if (!stages.every((held) => Number.isInteger(held) && held >= 0)) {
    throw new RangeError(`a stage has a whole number of layers, received ${stages.join(", ")}`);
  }
  const full = Math.max(...stages) / v;
  const lacking = stages.map((held) => full * v - held);
  const take = (stage: number): number => {
    const lacks = Math.min(full, lacking[stage] ?? 0);
    lacking[stage] = (lacking[stage] ?? 0) - lacks;
    return full - lacks;
  };
  const chunks = Array.from({ length: p * v }, () => full);
  for (let at = 0; at < p * v; at += p) chunks[at] = take(0);
  for (let at = p * v - 1; at >= 0; at--) if (at % p > 0) chunks[at] = take(at % p);
  return chunks;
}

function wholeLayout(layout: GpuLayout, layers: number): WholeLayout {
  const { kind: _, firstStageLayers: _first, lastStageLayers: _last, ...given } = layout;
  // A field that is named without a value takes its default, as one that is absent.
  const rest = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as typeof given;
  return {
    ...usualParts,
    schedule: scheduleOf(layout),
    shardRanks: replicasOf(layout),
    ...rest,
    recomputeLayers: layout.recomputeLayers,
    chunks: chunksOf(layers, layout),
  };
}

function summaryOf({ hardware, layout, stepTime, totalSteps }: Plan, { model, tokens }: Ask): string[] {
  const system = systemOf(hardware)?.label ?? hardware.system;
  const gpus = countOf(hardware.devices, "GPU");
  const days = (stepTime * totalSteps) / 86_400;
  return [
    `${model.label} (${countInWords(parameterCount(model).total)} parameters), ${countInWords(tokens)} tokens on ${gpus} of ${system}.`,
    `Predicted: ${spell(stepTime)} a step, ${grouped(totalSteps)} steps, ${days.toPrecision(3)} days without faults.`,
    `Layout: ${JSON.stringify(layout)}`,
  ];
}

/** GPUs of one host of a rack whose NVLink makes it one node to the planner. **Source** GB200 NVL72: 18 trays of 4. */
const trayDevices = 4;

/** No machine of one operating system has more GPUs. **Source** DGX-2: 16. */
const hostDevicesMax = 16;

/**
 * Machines that run an operating system of their own: one that is not filled, or several that are, as the plan placed its
 * ranks on them. **Throws** RangeError where the GPUs do not fill them.
 */
function hostsOf({ hardware }: Plan): number {
  const system = systemOf(hardware);
  const node = system?.kind === "gpu" ? system.devicesPerNode.value : hardware.devices / hardware.nodes;
  const host = node > hostDevicesMax ? trayDevices : node;
  const hosts = hardware.devices / host;
  if (hosts <= 1) return 1;
  if (Number.isInteger(hosts)) return hosts;
  throw new RangeError(`several hosts must be filled, received ${hardware.devices} GPUs for hosts of ${host}`);
}

/** **Throws** RangeError for a plan on wafers, GPUs that do not fill nodes evenly, or a name that is none. */
export function launchJob(plan: Plan, ask: Ask, recipe: Recipe, name: string): LaunchJob {
  const { layout, hardware, totalSteps } = plan;
  if (layout.kind !== "gpu") throw new RangeError(`a launch needs a plan on GPUs, received one on ${hardware.system}`);
  if (name !== nameOf(name)) {
    throw new RangeError(`a name has lower case letters, digits and dashes, at most 40; received "${name}"`);
  }
  const nodes = hostsOf(plan);
  const whole = wholeLayout(layout, ask.model.layers);
  return {
    name,
    ask,
    plan,
    model: ask.model,
    layout: whole,
    recipe,
    nodes,
    devicesPerNode: hardware.devices / nodes,
    warmupSteps: warmupSteps(recipe, plan.tokensPerStep, totalSteps),
    keptCheckpoints: 10,
    summary: summaryOf(plan, ask),
  };
}
