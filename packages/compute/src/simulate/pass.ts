import type { Decision, Holding, Waiting } from "../schedule/index.ts";
import { queueOrder, schedulePass } from "../schedule/index.ts";
import { estimateFinish } from "./estimate.ts";
import { refill } from "./interrupt.ts";
import { beginStart, programKept, startPhases } from "./start.ts";
import type { Instant, JobState, Json } from "./state.ts";
import type { World } from "./world.ts";

/** A queued job in the scheduler's words. */
export function waitingOf(job: JobState, at: Instant): Waiting {
  const { id: jobId, systemId, clusterId, devices, priority, holdStart } = job;
  const expected = Math.max(0, (estimateFinish(job, at)?.p50 ?? at) - at);
  return { jobId, systemId, clusterId, devices, priority, holdStart, expected };
}

/** A job with devices in the scheduler's words. An overdue one is expected any moment. */
export function holdingOf(job: JobState, at: Instant): Holding {
  const expectedEnd = Math.max(at, estimateFinish(job, at)?.p50 ?? at);
  return { jobId: job.id, parts: job.placement, expectedEnd };
}

/** What a job with a program of its own has before it, and whether that was compiled before. */
function startTold(world: World, job: JobState): Record<string, Json> {
  if (job.plan.program === undefined) return {};
  const startup = startPhases(world, job).map(({ phase, seconds }) => ({ phase, seconds }));
  return { programKept: programKept(world, job), startup };
}

function decide(world: World, decision: Decision, at: Instant): void {
  const job = world.job(decision.jobId);
  if (decision.kind === "wait") {
    job.statusReason = decision.reason;
    job.waitText = decision.text;
    job.queuePosition = decision.position;
    if (!world.newlyQueued.delete(job.id)) return;
    world.tell(job, "job.queued", at, { position: decision.position, text: decision.text });
    return;
  }
  if (world.newlyQueued.delete(job.id)) {
    world.tell(job, "job.queued", at, { position: null, text: null });
  }
  world.waiting.delete(job.id);
  Object.assign(job, { status: "starting", statusReason: null, faultParty: null, waitText: null, queuePosition: null });
  job.nodesNeeded = decision.placed.parts.length;
  job.startedAt ??= at;
  job.anchorAt = at;
  world.open(job, decision.placed.parts, at);
  // The event tells the first phase, so that it has to be known before; a job without any runs at once.
  job.phase = job.plan.startup[0]?.phase ?? null;
  const nodes = decision.placed.parts.map((part) => part.nodeId);
  const data = { nodes, clusterId: decision.placed.clusterId, leafs: decision.placed.leafs, step: job.savedStep };
  world.tell(job, "job.started", at, { ...data, ...startTold(world, job) });
  beginStart(world, job, at);
}

/** Recovering jobs first, since they hold devices while they wait; then the queue. */
export function pass(world: World, at: Instant): void {
  world.passDue = false;
  if (world.waiting.size === 0) return;
  const jobs = [...world.waiting].map((id) => world.jobs.get(id)).filter((job) => job !== undefined);
  const order = (left: JobState, right: JobState) =>
    queueOrder({ ...left, jobId: left.id }, { ...right, jobId: right.id });
  for (const { id } of jobs.filter((found) => found.recovery === "waiting").sort(order)) {
    const job = world.job(id);
    job.anchorAt = at;
    refill(world, job, at);
  }
  const queued = jobs
    .filter((job) => job.status === "queued")
    .map((job) => waitingOf(job, at))
    .sort(queueOrder);
  const holding = () =>
    [...world.jobs.values()].filter((job) => job.placement.length > 0).map((job) => holdingOf(job, at));
  for (const decision of schedulePass(world.capacity, queued, holding, at)) decide(world, decision, at);
}
