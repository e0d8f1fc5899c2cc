import { tokensAt } from "./progress.ts";
import type { EndReason, FaultParty, Instant, JobState, Json } from "./state.ts";
import { isTerminal } from "./transitions.ts";
import { lossReading } from "./truth.ts";
import type { JobDraft, World } from "./world.ts";

/** Pauses at once, at the last checkpoint. Devices go back. */
export function rest(world: World, job: JobDraft, at: Instant): void {
  const resume = job.resumeWhenPaused;
  Object.assign(job, { status: "paused", phase: null, recovery: null, waitText: null, queuePosition: null });
  Object.assign(job, { pauseAtStep: null, resumeWhenPaused: false, estimate: null, anchorSteps: job.savedStep });
  job.statusReason = null;
  job.faultParty = null;
  world.setTimer(job, null);
  world.waiting.delete(job.id);
  world.newlyQueued.delete(job.id);
  world.close(job, at);
  world.tell(job, "job.paused", at, { step: job.savedStep, tokens: tokensAt(job, job.savedStep) });
  if (resume) wake(world, job, at);
}

/** Back into the queue after a pause. */
export function wake(world: World, job: JobDraft, at: Instant): void {
  enterQueue(world, job, at);
  world.tell(job, "job.resumed", at, { step: job.savedStep });
}

function enterQueue(world: World, job: JobDraft, at: Instant): void {
  job.status = "queued";
  job.phase = null;
  job.statusReason = null;
  job.queuedAt = at;
  world.waiting.add(job.id);
  world.passDue = true;
}

/** A job that has passed its check and waits for nobody goes into the queue, and says so once its reason is known. */
export function enterQueueFirst(world: World, job: JobDraft, at: Instant): void {
  enterQueue(world, job, at);
  world.newlyQueued.add(job.id);
}

function scores(job: JobState): { readonly [name: string]: Json } {
  return Object.fromEntries(
    job.slices.map((slice, index) => [slice, lossReading(job.seed, job.lossCurve, job.evaluatedTokens, index)]),
  );
}

export function succeed(world: World, job: JobDraft, at: Instant): void {
  const tokens = tokensAt(job, job.plan.totalSteps);
  const measured: Record<string, Json> = job.kind === "validation" ? { scores: scores(job) } : { tokens };
  const data = { steps: job.plan.totalSteps, lostSteps: job.lostSteps, interruptions: job.interruptions, ...measured };
  end(world, job, at, { status: "succeeded", reason: null, faultParty: null, type: "job.succeeded", data });
  for (const next of followers(world, job.id)) {
    next.after = null;
    next.evaluatedTokens = tokens;
    if (next.checked) enterQueueFirst(world, next, at);
  }
}

const followers = (world: World, jobId: string): JobDraft[] =>
  [...world.jobs.values()]
    .filter((other) => other.after === jobId && !isTerminal(other.status))
    .map((other) => world.job(other.id))
    .sort((left, right) => (left.id < right.id ? -1 : 1));

/** The end of a job in one of the terminal statuses. What waits for it to succeed is canceled with it. */
export function end(
  world: World,
  job: JobDraft,
  at: Instant,
  how: {
    readonly status: "succeeded" | "failed" | "canceled";
    readonly reason: EndReason | "dataset_invalid" | "user_error" | null;
    readonly faultParty: FaultParty | null;
    readonly type: "job.succeeded" | "job.failed" | "job.canceled";
    readonly data: Record<string, Json>;
  },
): void {
  Object.assign(job, { status: how.status, statusReason: how.reason, faultParty: how.faultParty, phase: null });
  Object.assign(job, { recovery: null, waitText: null, queuePosition: null, endedAt: at, pauseAtStep: null });
  job.anchorSteps = Math.min(job.anchorSteps, how.status === "succeeded" ? job.plan.totalSteps : job.savedStep);
  world.setTimer(job, null);
  world.waiting.delete(job.id);
  world.newlyQueued.delete(job.id);
  world.passDue ||= job.queuedAt !== null;
  world.close(job, at);
  world.tell(job, how.type, at, how.data);
  if (how.status === "succeeded") return;
  for (const next of followers(world, job.id)) {
    next.after = null;
    const data = { steps: 0, tokens: 0, because: job.id };
    end(world, next, at, {
      status: "canceled",
      reason: how.reason,
      faultParty: how.faultParty,
      type: "job.canceled",
      data,
    });
  }
}

/** The end of a job that was asked to stop: it delivers its last checkpoint. */
export function cancelNow(world: World, job: JobDraft, at: Instant): void {
  const data = { steps: job.savedStep, tokens: tokensAt(job, job.savedStep), checkpoints: job.checkpoints };
  const reason = job.cancelReason ?? "user_request";
  end(world, job, at, { status: "canceled", reason, faultParty: job.faultParty, type: "job.canceled", data });
}
