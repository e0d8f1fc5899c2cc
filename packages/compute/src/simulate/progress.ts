import { estimateFinish, hasMoved } from "./estimate.ts";
import { nextMilestone } from "./milestone.ts";
import type { Instant, JobState } from "./state.ts";
import type { JobDraft, World } from "./world.ts";

/** Tokens trained after `step` full steps. */
export const tokensAt = (job: JobState, step: number): number =>
  Math.min(job.plan.tokens, Math.floor(step) * job.plan.tokensPerStep);

export const milliseconds = (seconds: number): number => seconds * 1000;

export const trueStepMilliseconds = (world: World, job: JobState): number =>
  (job.plan.stepTimeSeconds * 1000) / (world.throughput(job) * world.slowest(job));

/** Whether the job is doing steps, as opposed to saving or waiting. */
export const isTraining = (job: JobState): boolean =>
  (job.status === "running" || job.status === "pausing") && job.phase !== "save";

/** Where a training job stands at `at`; never past the step that its timer stands for. */
export function trueSteps(world: World, job: JobState, at: Instant): number {
  if (!isTraining(job)) return job.anchorSteps;
  const since = Math.max(0, at - job.anchorAt) / trueStepMilliseconds(world, job);
  return Math.min(job.targetStep, job.anchorSteps + since);
}

/** Notes where the job stands. Must be called before the pace of its nodes changes. */
export function settle(world: World, job: JobDraft, at: Instant, steps = trueSteps(world, job, at)): void {
  if (!isTraining(job)) return;
  job.observedSteps += steps - job.anchorSteps;
  job.observedMilliseconds += Math.max(0, at - job.anchorAt);
  job.anchorSteps = steps;
  job.anchorAt = Math.max(at, job.anchorAt);
}

/** Sets the timer for the target step at the present pace. */
export function retime(world: World, job: JobDraft): void {
  if (!isTraining(job)) return;
  const left = Math.max(0, job.targetStep - job.anchorSteps) * trueStepMilliseconds(world, job);
  world.setTimer(job, job.anchorAt + left);
}

function nextTarget(job: JobState): number {
  const candidates = [nextMilestone(job)];
  if (job.numericalAtStep !== null) candidates.push(job.numericalAtStep);
  if (job.pauseAtStep !== null) candidates.push(job.pauseAtStep);
  const ahead = candidates.filter((step) => step > job.anchorSteps || step === job.pauseAtStep);
  return Math.max(job.anchorSteps, Math.min(...ahead, job.plan.totalSteps));
}

/** Aims the job's timer at the next step at which something happens. */
export function aim(world: World, job: JobDraft): void {
  job.targetStep = nextTarget(job);
  retime(world, job);
}

/** Tells the estimate if it has moved; `always` tells it once anyway. */
export function announce(world: World, job: JobDraft, at: Instant, always = false): void {
  const estimate = estimateFinish(job, at);
  if (!estimate || (!always && !hasMoved(job.estimate, estimate, at))) return;
  const before = job.estimate;
  job.estimate = estimate;
  world.tell(job, "job.eta_changed", at, { p50: estimate.p50, p90: estimate.p90, before: before?.p50 ?? null });
}
