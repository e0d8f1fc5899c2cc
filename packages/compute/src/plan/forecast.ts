import { seconds } from "@ingot/units";
import { keyOf, normalQuantile, uniform } from "../simulate/prng.ts";
import type { DurationForecast, Plan } from "./plan.ts";

/** Expected time from a fault to the next step: noticing it, then every phase but compiling again. **Unit** s. */
export function recoverySeconds(plan: Plan): number {
  const noticed = 180;
  const again = plan.startup.filter((phase) => phase.phase !== "compile");
  return again.reduce((sum, phase) => sum + phase.seconds, noticed);
}

/** Expected time that a fault costs: until the next step, and half of the steps between two checkpoints again. **Unit** s. */
export const faultSeconds = (plan: Plan): number =>
  recoverySeconds(plan) + (plan.checkpoint.everySteps * plan.stepTime) / 2;

/** **Returns** the faults of all nodes. **Unit** 1/s. */
export const faultsPerSecond = ({ hardware }: Plan, faultsPerNodeDay: number): number =>
  (hardware.nodes * faultsPerNodeDay) / 86_400;

/** What a forecast knows of a run. */
export interface ForecastInput {
  readonly plan: Plan;
  /** Tokens to train on; the plan's step decides how many steps that takes. */
  readonly tokens: number;
  readonly faultsPerNodeDay: number;
  readonly throughputSigma: number;
  readonly seed: string;
  /** Runs drawn; 4,001 by default. */
  readonly draws?: number;
}

/** Number of events of a Poisson process of this mean, by one uniform number; the normal law where it is as good. */
function poisson(mean: number, u: number): number {
  if (mean <= 0) return 0;
  if (mean > 60) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalQuantile(u)));
  let term = Math.exp(-mean);
  let sum = term;
  let count = 0;
  while (u > sum && count < 1000) {
    count++;
    term *= mean / count;
    sum += term;
  }
  return count;
}

/** Work lost by so many faults, each at a uniform moment between two checkpoints. **Unit** steps. */
function lostSteps(faults: number, everySteps: number, draw: (index: number) => number): number {
  if (faults > 24) return everySteps * Math.max(0, faults / 2 + Math.sqrt(faults / 12) * normalQuantile(draw(0)));
  let lost = 0;
  for (let fault = 0; fault < faults; fault++) lost += draw(fault) * everySteps;
  return lost;
}

function quantile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}

/**
 * The distribution of a run's wall time once it starts: start-up, steps at an unknown true speed, checkpoints, faults
 * with work lost since the last checkpoint and recovery. Queueing is not part of it.
 * **Returns** the same for the same seed. **Throws** RangeError for a negative rate, spread or number of tokens.
 * **Cost** about a millisecond for the default number of draws.
 */
export function forecastDuration(input: ForecastInput): DurationForecast {
  const { plan, throughputSigma: sigma, faultsPerNodeDay } = input;
  if (!(input.tokens > 0) || !(faultsPerNodeDay >= 0) || !(sigma >= 0)) {
    throw new RangeError(
      `a forecast needs tokens above 0 and rates of 0 or more, received tokens ${input.tokens}, faults ${faultsPerNodeDay}, sigma ${sigma}`,
    );
  }
  const draws = input.draws ?? 4001;
  const steps = Math.ceil(input.tokens / plan.tokensPerStep);
  const { everySteps, pause } = plan.checkpoint;
  const startup = plan.startup.reduce((sum, phase) => sum + phase.seconds, 0);
  const saving = Math.ceil(steps / everySteps) * pause;
  const recovery = recoverySeconds(plan);
  const perSecond = faultsPerSecond(plan, faultsPerNodeDay);
  const count = keyOf(input.seed, "forecast", "faults");
  const moment = keyOf(input.seed, "forecast", "lost");
  const order = keyOf(input.seed, "forecast", "order");
  const durations: number[] = [];
  let faultsSum = 0;
  for (let index = 0; index < draws; index++) {
    // Strata over the speed, jittered by seed: the spread of speed rules the answer.
    const stratum = (index + uniform(order, index)) / draws;
    const step = plan.stepTime / Math.exp(sigma * normalQuantile(stratum));
    const running = steps * step + saving;
    // Work done again can be struck again; the geometric series of it.
    const exposure = running / Math.max(0.05, 1 - perSecond * (0.5 * everySteps * step));
    const faults = poisson(exposure * perSecond, uniform(count, index));
    const lost = lostSteps(faults, everySteps, (fault) => uniform(moment, index, fault));
    faultsSum += faults;
    durations.push(startup + running + lost * step + faults * recovery);
  }
  durations.sort((left, right) => left - right);
  return {
    mean: seconds(durations.reduce((sum, value) => sum + value, 0) / draws),
    p50: seconds(quantile(durations, 0.5)),
    p90: seconds(quantile(durations, 0.9)),
    p99: seconds(quantile(durations, 0.99)),
    faultsMean: faultsSum / draws,
  };
}
