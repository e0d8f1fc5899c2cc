import { rest, succeed } from "./ending.ts";
import { metricStep } from "./milestone.ts";
import { strikeNumerically } from "./interrupt.ts";
import { aim, announce, milliseconds, settle, tokensAt, trueStepMilliseconds } from "./progress.ts";
import type { Instant } from "./state.ts";
import { lossReading, numericalFaultKind, throughputNoise } from "./truth.ts";
import type { JobDraft, World } from "./world.ts";

function readMetric(world: World, job: JobDraft, at: Instant): void {
  const step = job.anchorSteps;
  if (job.kind === "validation" || step !== metricStep(job.plan.totalSteps, job.nextMetric)) return;
  const tokens = tokensAt(job, step);
  const loss = lossReading(job.seed, job.lossCurve, tokens, step);
  const pace = (1000 * job.plan.tokensPerStep) / trueStepMilliseconds(world, job);
  const throughput = Math.round(pace * throughputNoise(job.seed, step) * 100) / 100;
  job.nextMetric += 1;
  world.metrics.push({ jobId: job.id, step, tokens, loss, throughput, effectiveAt: at });
  world.tell(job, "job.metrics", at, { step, tokens, loss, throughput });
}

/** A training job has come to its target step. */
export function reachTarget(world: World, job: JobDraft, at: Instant, exact: number): void {
  settle(world, job, exact, job.targetStep);
  const step = job.anchorSteps;
  readMetric(world, job, at);
  if (job.numericalAtStep !== null && step >= job.numericalAtStep) {
    const kind = numericalFaultKind(world.seed, job);
    job.numericalFaults += 1;
    job.numericalAtStep = null;
    strikeNumerically(world, job, at, kind);
    return;
  }
  const every = job.plan.checkpoint.everySteps;
  const ends = step >= job.plan.totalSteps;
  const pauses = job.pauseAtStep !== null && step >= job.pauseAtStep;
  if (every > 0 && (ends || pauses || step % every === 0) && step > job.savedStep) {
    job.phase = "save";
    world.setTimer(job, job.anchorAt + milliseconds(job.plan.checkpoint.pauseSeconds));
    return;
  }
  continueFrom(world, job, at);
}

/** A checkpoint is on disk: everything up to its step is delivered, whatever comes. */
export function finishSave(world: World, job: JobDraft, at: Instant): void {
  const step = job.anchorSteps;
  const tokens = tokensAt(job, step);
  job.savedStep = step;
  job.checkpoints += 1;
  job.faultsSinceSave = 0;
  const sizeBytes = job.plan.checkpoint.sizeBytes;
  world.checkpoints.push({ jobId: job.id, index: job.checkpoints, step, tokens, sizeBytes, effectiveAt: at });
  world.tell(job, "job.checkpoint_saved", at, { index: job.checkpoints, step, tokens, sizeBytes });
  job.phase = "train";
  continueFrom(world, job, at);
}

function continueFrom(world: World, job: JobDraft, at: Instant): void {
  if (job.anchorSteps >= job.plan.totalSteps) succeed(world, job, at);
  else if (job.status === "pausing" && job.pauseAtStep !== null && job.anchorSteps >= job.pauseAtStep)
    rest(world, job, at);
  else {
    aim(world, job);
    if (job.status === "running") announce(world, job, at);
  }
}
