import { exp, power } from "./elementary.ts";
import { faultProfiles } from "./faults.ts";
import { exponential, keyOf, normal, uniform } from "./prng.ts";
import type { FaultProfileName, JobState, LossCurve, NumericalFault } from "./state.ts";

/**
 * True over predicted throughput of one run: log-normal with median 1. The planner and the broker learn it only from
 * steps done. **Range** `sigma` 0 or more; 0 gives exactly 1.
 */
export function hiddenThroughput(siteSeed: string, jobSeed: string, sigma: number): number {
  if (!(sigma >= 0)) throw new RangeError(`the spread of throughput is 0 or more, received ${sigma}`);
  return sigma === 0 ? 1 : exp(sigma * normal(keyOf(siteSeed, "throughput", jobSeed)));
}

/** The smooth loss after `tokens`. **Unit** nats a token. */
export function lossAt(curve: LossCurve, tokens: number): number {
  const shift = power(curve.amplitude / Math.max(1e-9, curve.start - curve.floor), 1 / curve.exponent);
  return curve.floor + curve.amplitude * power(tokens + shift, -curve.exponent);
}

/** One reading of the loss: the curve and seeded noise, which belongs to the step and not to the moment of reading. */
export function lossReading(jobSeed: string, curve: LossCurve, tokens: number, coordinate: number): number {
  const reading = lossAt(curve, tokens) + curve.noise * normal(keyOf(jobSeed, "loss"), coordinate);
  return Math.round(reading * 1e6) / 1e6;
}

/** Steps from one numerical fault of a job to the next; null when there will be none. */
export function stepsToNumericalFault(siteSeed: string, job: JobState, profile: FaultProfileName): number | null {
  const perDay = faultProfiles[profile].numerical;
  if (perDay === 0 || job.kind === "validation") return null;
  const steps = (exponential(keyOf(siteSeed, "numerical", job.seed), job.numericalFaults) * 86_400) / perDay;
  return Math.ceil(steps / job.plan.stepTimeSeconds);
}

/** Which kind the next numerical fault is: half are loss spikes, a seventh hides until the next save (assumed). */
export function numericalFaultKind(siteSeed: string, job: JobState): NumericalFault {
  const draw = uniform(keyOf(siteSeed, "numerical-kind", job.seed), job.numericalFaults);
  return draw < 0.5 ? "loss_spike" : draw < 0.85 ? "not_a_number" : "silent_corruption";
}

/** Relative noise of one reading of throughput. */
export const throughputNoise = (jobSeed: string, step: number): number =>
  exp(0.005 * normal(keyOf(jobSeed, "throughput-reading"), step));
