import { seconds, type Seconds } from "@ingot/units";
import { findSystem, systemOf } from "../../hardware/catalog.ts";
import { parameterCount } from "../../model/parameters.ts";
import { plan as planAsk } from "../dispatch.ts";
import { throughputSigma } from "../error-band.ts";
import { forecastDuration } from "../forecast.ts";
import type { Ask, DurationForecast, JobPhase, Plan } from "../plan.ts";
import type { DefectMap } from "./defects/index.ts";
import { type NoFloor, waferFloorplan, type WaferFloorplan } from "./floorplan.ts";
import type { WaferOptions } from "./options.ts";
import { planWafer } from "./plan-wafer.ts";
import { type ScalingPoint, waferScaling } from "./scaling.ts";
import { type SparseLoss, sparseLoss, type SparseThenDense, sparseThenDense } from "./sparsity.ts";
import { type StreamingTimeline, streamingTimeline } from "./timeline.ts";

/** What a step waits for: its cores, one of the streams, the input, or, side by side, the slowest kernel. */
export type WaferBound = "compute" | "stream" | "spill" | "input" | "kernel";

/** A phase of a job's life, all its turns together. */
export interface LifePhase extends JobPhase {
  readonly times: number;
}

/** A number of systems with the distribution of its duration; null where there is no plan. */
export interface ForecastPoint extends ScalingPoint {
  readonly forecast: DurationForecast | null;
}

/** The same ask on GPUs: as many as finish as early, or as come nearest to it. */
export interface GpuAlternative {
  readonly plan: Plan;
  readonly forecast: DurationForecast;
  /** Whether its step takes no longer than the wafers'. */
  readonly asFast: boolean;
}

/** Why a plan on wafers takes its time, what its life is, and what stands beside it, as data. */
export interface WaferExplanation {
  readonly kind: "wafer-explanation";
  readonly plan: Plan;
  readonly bound: WaferBound;
  /** Null where kernels would lie side by side and placing them was not asked for. */
  readonly floor: WaferFloorplan | NoFloor | null;
  /** Null where the model lives on the wafer: nothing streams. */
  readonly timeline: StreamingTimeline | null;
  /** In order, without faults. */
  readonly life: readonly LifePhase[];
  readonly scaling: readonly ForecastPoint[];
  readonly gpus: readonly GpuAlternative[];
  /** What zeros do to the loss by a published law, and the run that ends dense; null for a dense run. */
  readonly sparse: (SparseLoss & { readonly denseEnd: SparseThenDense | null }) | null;
}

const isPipelined = ({ layout }: Plan): boolean => layout.kind === "wafer" && layout.execution === "pipelined";

/** **Returns** what bounds a plan's step. */
function waferBound(plan: Plan): WaferBound {
  if (isPipelined(plan)) return "kernel";
  const said = plan.reasons.map(({ values }) => values["bound"]).find((value) => value !== undefined);
  return (said as WaferBound | undefined) ?? "compute";
}

/** **Returns** the phases of a job: those before the first step, all steps, all checkpoints. */
function jobLife(plan: Plan): LifePhase[] {
  const { startup, totalSteps, stepTime, checkpoint } = plan;
  const saves = Math.ceil(totalSteps / checkpoint.everySteps);
  return [
    ...startup.map((phase) => ({ ...phase, times: 1 })),
    { phase: "train", seconds: seconds(totalSteps * stepTime), times: totalSteps },
    { phase: "save", seconds: seconds(saves * checkpoint.pause), times: saves },
  ];
}

function forecastOf(ask: Ask, plan: Plan): DurationForecast {
  return forecastDuration({
    plan,
    tokens: ask.tokens,
    faultsPerNodeDay: systemOf(plan.hardware)?.faultsPerNodeDay.value ?? 0,
    throughputSigma: throughputSigma(plan),
    seed: "scaling",
  });
}

function sparseOf(ask: Ask, plan: Plan, { sparsity, ...others }: WaferOptions): WaferExplanation["sparse"] {
  if (sparsity === undefined || sparsity.share === 0) return null;
  const dense = planWafer(ask, plan.hardware, others);
  const denseEnd = dense.kind === "plan" ? sparseThenDense(plan, dense) : null;
  return { ...sparseLoss(parameterCount(ask.model).total, sparsity.share), denseEnd };
}

/** What stands beside wafers. */
export const gpusBesideWafers = ["dgx-h100", "dgx-b200"] as const;
const gpuCounts = Array.from({ length: 12 }, (_, exponent) => 8 * 2 ** exponent);

/** The fewest GPUs of a system whose step takes no longer, else the fastest of those that have a plan. */
function alternativeOn(ask: Ask, system: string, stepTime: Seconds): GpuAlternative | undefined {
  const most = findSystem(system)?.devicesMax.value ?? 0;
  let best: Plan | undefined;
  for (const devices of gpuCounts) {
    if (devices > most) break;
    const outcome = planAsk(ask, { system, devices });
    if (outcome.kind === "infeasible" || (best && outcome.stepTime >= best.stepTime)) continue;
    best = outcome;
    if (outcome.stepTime <= stepTime) break;
  }
  return best && { plan: best, forecast: forecastOf(ask, best), asFast: best.stepTime <= stepTime };
}

/** How a plan came about, and how far it is explained. */
export interface WaferTelling {
  /** Those that the plan was made with. */
  readonly options?: WaferOptions;
  /** The map that its mesh goes around. */
  readonly defects?: DefectMap;
  /** Whether the floor of kernels that lie side by side is told: without defects it is the plan's own. True when absent. */
  readonly place?: boolean;
}

/**
 * Says what bounds a plan on wafers, where each layer lies, what streams when, how long each phase of the job takes, what
 * other numbers of systems and GPUs would give.
 * **Throws** RangeError for a plan on GPUs. **Cost** some tens of milliseconds, besides placing.
 */
export function explainWaferPlan(ask: Ask, plan: Plan, telling: WaferTelling = {}): WaferExplanation {
  const { options = {}, defects, place = true } = telling;
  const placed = place || !isPipelined(plan);
  const { system: id } = plan.hardware;
  const most = findSystem(id)?.devicesMax.value ?? 1;
  const counts = [1, 2, 4, 8, 16].filter((systems) => systems <= most);
  return {
    kind: "wafer-explanation",
    plan,
    bound: waferBound(plan),
    floor: placed ? waferFloorplan(ask, plan, defects === undefined ? {} : { defects }) : null,
    timeline: isPipelined(plan) ? null : streamingTimeline(ask, plan),
    life: jobLife(plan),
    scaling: waferScaling(ask, id, counts, options).map((point) => ({
      ...point,
      forecast: point.outcome.kind === "plan" ? forecastOf(ask, point.outcome) : null,
    })),
    gpus: gpusBesideWafers
      .map((system) => alternativeOn(ask, system, plan.stepTime))
      .filter((alternative) => alternative !== undefined),
    sparse: sparseOf(ask, plan, options),
  };
}
