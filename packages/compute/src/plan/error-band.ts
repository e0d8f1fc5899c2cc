import { systemOf } from "../hardware/catalog.ts";
import type { Plan } from "./plan.ts";
import { unseenErrors, type UnseenClass } from "./unseen-errors.ts";

/** Where the true throughput of a plan lies, as factors of the predicted one. */
export interface ErrorBand {
  /** Plans alike: what their devices are, and whether runs on them were measured. */
  readonly class: UnseenClass;
  /** Measured runs, each predicted by constants that had not seen it, that the band rests on. */
  readonly rows: number;
  /** Half of unseen runs lie inside. */
  readonly low50: number;
  readonly high50: number;
  /** Nine of ten unseen runs lie inside. */
  readonly low90: number;
  readonly high90: number;
}

type OnHardware = Pick<Plan, "hardware">;

function classOf({ hardware }: OnHardware): UnseenClass {
  if (hardware.deviceKind === "wafer") return "wafer";
  const system = systemOf(hardware);
  if (system?.kind !== "gpu" || system.family === "v100") return "unmeasured";
  return system.family;
}

/**
 * A split-conformal band for the throughput of a plan: the half-width is the quantile of ln(true / predicted) over runs
 * that the fit had not seen, by class of plan.
 * **Source** Lei et al. 2018, arXiv 1604.04173; residuals: docs/planner-accuracy.md.
 */
export function errorBand(plan: OnHardware): ErrorBand {
  const own = classOf(plan);
  const { rows, half50, half90 } = unseenErrors[own];
  return {
    class: own,
    rows,
    low50: Math.exp(-half50),
    high50: Math.exp(half50),
    low90: Math.exp(-half90),
    high90: Math.exp(half90),
  };
}

/**
 * Standard deviation of ln(true / predicted throughput) for plans of this class: what a forecast assumes and what the
 * simulated fleet draws a run's hidden factor from. The normal law with it is no narrower than the band, nor on the slow
 * side than the runs themselves.
 */
export const throughputSigma = (plan: OnHardware): number => unseenErrors[classOf(plan)].sigma;
