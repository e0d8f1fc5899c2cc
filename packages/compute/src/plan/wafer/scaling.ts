import { joules, type Joules, seconds, type Seconds } from "@ingot/units";
import type { Ask, Infeasible, Plan } from "../plan.ts";
import type { WaferOptions } from "./options.ts";
import { planWafer } from "./plan-wafer.ts";

/** The same program on another number of systems. */
export interface ScalingPoint {
  readonly systems: number;
  readonly outcome: Plan | Infeasible;
  /** Start-up, steps and checkpoints without faults; null where there is no plan. */
  readonly duration: Seconds | null;
  /** What is paid for by the hour. */
  readonly systemHours: number | null;
  readonly energy: Joules | null;
  /** Speed over the first point's, and that over the systems. */
  readonly speedup: number | null;
  readonly efficiency: number | null;
}

/** Start-up, steps and checkpoints of a plan without faults. **Unit** s. */
export function faultlessSeconds(plan: Plan): Seconds {
  const startup = plan.startup.reduce((sum, phase) => sum + phase.seconds, 0);
  const saves = Math.ceil(plan.totalSteps / plan.checkpoint.everySteps);
  return seconds(startup + plan.totalSteps * plan.stepTime + saves * plan.checkpoint.pause);
}

/** An ask on 1, 2, 4, 8 and 16 systems, or on others. **Throws** RangeError as `planWafer` does. */
export function waferScaling(
  ask: Ask,
  system: string,
  counts: readonly number[] = [1, 2, 4, 8, 16],
  options: WaferOptions = {},
): ScalingPoint[] {
  const outcomes = counts.map((systems) => ({
    systems,
    outcome: planWafer(ask, { system, devices: systems }, options),
  }));
  const base = outcomes.find(({ outcome }) => outcome.kind === "plan");
  return outcomes.map(({ systems, outcome }) => {
    if (outcome.kind === "infeasible" || base?.outcome.kind !== "plan") {
      return { systems, outcome, duration: null, systemHours: null, energy: null, speedup: null, efficiency: null };
    }
    const duration = faultlessSeconds(outcome);
    const speedup = base.outcome.stepTime / outcome.stepTime;
    return {
      systems,
      outcome,
      duration,
      systemHours: (systems * duration) / 3600,
      energy: joules(outcome.energyPerStep * outcome.totalSteps),
      speedup,
      efficiency: (speedup * base.systems) / systems,
    };
  });
}
