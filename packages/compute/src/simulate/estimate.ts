import { exp, ln } from "./elementary.ts";
import { nextMilestone } from "./milestone.ts";
import { normalQuantile } from "./prng.ts";
import type { FinishEstimate, Instant, JobState } from "./state.ts";
import { isTerminal } from "./transitions.ts";

const day = 86_400_000;
const oneInTen = normalQuantile(0.9);

/** Steps after which what was seen weighs as much as what was predicted. */
const stepsToTrust = 20;
/** What stays unknown of the speed of a run that was watched for long: stragglers and the like. */
const residualSigma = 0.003;

/** Milliseconds a step, from the prediction and the steps seen so far, and how sure that is. */
function stepMilliseconds(job: JobState): { readonly median: number; readonly sigma: number } {
  const predicted = job.plan.stepTimeSeconds * 1000;
  const { observedSteps, observedMilliseconds } = job;
  if (observedSteps <= 0) return { median: predicted, sigma: job.plan.throughputSigma };
  const weight = observedSteps / (observedSteps + stepsToTrust);
  const shift = weight * ln(observedMilliseconds / observedSteps / predicted);
  const sigma = job.plan.throughputSigma * (1 - weight) + Math.min(residualSigma, job.plan.throughputSigma);
  return { median: predicted * exp(shift), sigma };
}

/** Time that is no training: what is left of start, recovery or a save, and the saves still to come. */
function pauseMilliseconds(job: JobState, doneSteps: number): number {
  const { checkpoint, totalSteps, startup } = job.plan;
  const every = checkpoint.everySteps;
  const saves = every > 0 ? Math.ceil(totalSteps / every) - Math.floor(doneSteps / every) : 0;
  const between = saves * checkpoint.pauseSeconds * 1000;
  if (job.status === "recovering") return between + job.plan.recoverySeconds * 1000;
  if (job.status === "running" || job.status === "pausing") return between;
  return between + startup.reduce((sum, phase) => sum + phase.seconds, 0) * 1000;
}

/** Steps of which the work is safe or under way at `at`, as far as the operator has seen. */
export function stepsSeen(job: JobState, at: Instant): number {
  if (job.status !== "running" && job.status !== "pausing") return job.anchorSteps;
  if (job.phase === "save") return job.anchorSteps;
  const since = Math.max(0, at - job.anchorAt) / stepMilliseconds(job).median;
  return Math.min(nextMilestone(job), job.anchorSteps + since);
}

/**
 * When the job will end, as its operator would honestly say at `at`: from the plan and from the steps done so far, never
 * from what the simulation knows. **Returns** undefined for a job that is paused or over; for a waiting job, the end if
 * it were to start at `startAt` (default `at`).
 */
export function estimateFinish(job: JobState, at: Instant, startAt: Instant = at): FinishEstimate | undefined {
  if (isTerminal(job.status) || job.status === "paused" || job.status === "canceling") return undefined;
  const done = stepsSeen(job, at);
  const speed = stepMilliseconds(job);
  const training = Math.max(0, job.plan.totalSteps - done) * speed.median;
  const pauses = pauseMilliseconds(job, done);
  const faults = (job.plan.faultsPerDay * (training + pauses)) / day;
  const redone = (job.plan.checkpoint.everySteps || job.plan.totalSteps) * speed.median;
  const recovery = job.plan.recoverySeconds * 1000;
  const mean = faults * (recovery + redone / 2);
  const square = faults * (recovery * recovery + recovery * redone + (redone * redone) / 3);
  const spread = Math.sqrt((speed.sigma * training) ** 2 + square);
  const p50 = Math.round(Math.max(at, startAt) + training + pauses + mean);
  return { p50, p90: Math.round(p50 + oneInTen * spread) };
}

/** Whether a new estimate has moved enough to be told: by more than 2 % of what was left, and by a minute at least. */
export function hasMoved(told: FinishEstimate | null, now: FinishEstimate, at: Instant): boolean {
  if (!told) return true;
  return Math.abs(now.p50 - told.p50) > Math.max(60_000, 0.02 * Math.abs(told.p50 - at));
}
