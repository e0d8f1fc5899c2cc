import { placeBeside } from "../schedule/index.ts";
import { cancelNow, end, rest } from "./ending.ts";
import { aim, isTraining, retime, settle, tokensAt, trueSteps } from "./progress.ts";
import { beginStart } from "./start.ts";
import type { FaultCause, Instant, InterruptionReason, Json, NumericalFault } from "./state.ts";
import type { WaferDamage } from "./wafer-damage.ts";
import type { JobDraft, World } from "./world.ts";

/** From a fault to the decision what to do about it: heartbeats, a health check; the planner counts on the same. */
const detectionMilliseconds = 180_000;
/** From the request to stop until the devices are free. */
const teardownMilliseconds = 30_000;
/** So many faults without a single new checkpoint: the run gets nowhere, and it is our fault. */
const faultsWithoutProgressMax = 100;

interface Strike {
  readonly reason: InterruptionReason;
  readonly party: "provider" | "none";
  readonly data: Record<string, Json>;
}

/** Throws the job back to its last checkpoint. **Returns** what was lost; the customer never pays for it. */
function throwBack(world: World, job: JobDraft, at: Instant): Record<string, Json> {
  const reached = Math.floor(trueSteps(world, job, at));
  settle(world, job, at);
  const lostSteps = Math.max(0, reached - job.savedStep);
  const lostTokens = tokensAt(job, reached) - tokensAt(job, job.savedStep);
  job.lostSteps += lostSteps;
  job.anchorSteps = job.savedStep;
  job.anchorAt = at;
  return { lostSteps, lostTokens, step: job.savedStep };
}

function interrupt(world: World, job: JobDraft, at: Instant, strike: Strike): void {
  const lost = throwBack(world, job, at);
  job.interruptions += 1;
  job.faultsSinceSave += 1;
  job.statusReason = strike.reason;
  job.faultParty = strike.party;
  const wasPausing = job.status === "pausing";
  if (!wasPausing) {
    job.status = "recovering";
    job.recovery = "detecting";
    world.waiting.delete(job.id);
  }
  job.phase = null;
  job.waitText = null;
  world.setTimer(job, at + detectionMilliseconds);
  world.tell(job, "job.interrupted", at, { ...strike.data, ...lost });
  if (wasPausing) rest(world, job, at);
  else if (job.faultsSinceSave > faultsWithoutProgressMax) {
    const data = { steps: job.savedStep, tokens: tokensAt(job, job.savedStep), faults: job.faultsSinceSave };
    end(world, job, at, {
      status: "failed",
      reason: "provider_fault",
      faultParty: "provider",
      type: "job.failed",
      data,
    });
  }
}

/** A loss spike, NaN or a silent corruption found by the check before a save: back to the last checkpoint. */
export function strikeNumerically(world: World, job: JobDraft, at: Instant, kind: NumericalFault): void {
  const party = kind === "silent_corruption" ? "provider" : "none";
  interrupt(world, job, at, { reason: "numerical_fault", party, data: { cause: kind, nodes: [] } });
}

/** Some nodes failed: every job on them is interrupted; `lost` when the nodes are gone until their repair. */
export function strikeJobs(
  world: World,
  nodeIds: readonly string[],
  at: Instant,
  fault: { readonly cause: FaultCause; readonly lost: boolean; readonly damage: WaferDamage | null },
): void {
  const struck = new Set(nodeIds);
  const jobIds = [...new Set(nodeIds.flatMap((nodeId) => world.jobsOn(nodeId)))].sort();
  for (const jobId of jobIds) {
    const job = world.job(jobId);
    const nodes = job.placement.map((share) => share.nodeId).filter((nodeId) => struck.has(nodeId));
    if (isTraining(job)) settle(world, job, at);
    if (fault.lost) world.close(job, at, (nodeId) => struck.has(nodeId));
    if (job.status === "canceling") continue;
    const reason = fault.damage ? "wafer_fault" : "node_failure";
    interrupt(world, job, at, { reason, party: "provider", data: { cause: fault.cause, nodes, ...fault.damage } });
  }
}

/** Looks for what a recovering job misses, and restarts it when it has all. **Returns** whether it restarts. */
export function refill(world: World, job: JobDraft, at: Instant): boolean {
  const missing = job.nodesNeeded - job.placement.length;
  if (missing > 0) {
    const placed = placeBeside(world.capacity, job, job.placement, missing);
    if (!placed) return false;
    world.capacity.take(placed.parts);
    world.open(job, placed.parts, at);
  }
  world.waiting.delete(job.id);
  job.recovery = "restarting";
  job.waitText = null;
  beginStart(world, job, at);
  return true;
}

/** A fault has been noticed: take a spare, or wait for one. */
export function recover(world: World, job: JobDraft, at: Instant): void {
  if (refill(world, job, at)) return;
  job.recovery = "waiting";
  const missing = job.nodesNeeded - job.placement.length;
  job.waitText = `Waits for ${missing} of its ${job.nodesNeeded} nodes to be replaced or repaired.`;
  world.setTimer(job, null);
  world.waiting.add(job.id);
}

/** Stops the job; it delivers its last checkpoint as soon as its devices are free. */
export function stop(world: World, job: JobDraft, at: Instant): void {
  if (job.placement.length === 0) {
    cancelNow(world, job, at);
    return;
  }
  throwBack(world, job, at);
  job.status = "canceling";
  job.statusReason = job.cancelReason;
  job.phase = null;
  job.recovery = null;
  job.waitText = null;
  world.waiting.delete(job.id);
  world.setTimer(job, at + teardownMilliseconds);
}

/** The pace of a node changes by `change`: what runs on it is settled before and timed anew after. */
export function changePace(world: World, nodeId: string, at: Instant, change: () => void): void {
  const training = world
    .jobsOn(nodeId)
    .map((jobId) => world.job(jobId))
    .filter(isTraining);
  for (const job of training) settle(world, job, at);
  change();
  for (const job of training) retime(world, job);
}

/** Asks a training job to stop after the step under way and to save it. */
export function pauseSoon(world: World, job: JobDraft, at: Instant): void {
  if (job.phase === "save") {
    job.status = "pausing";
    job.pauseAtStep = job.anchorSteps;
    return;
  }
  const steps = trueSteps(world, job, at);
  if (job.plan.checkpoint.everySteps === 0) {
    throwBack(world, job, at);
    rest(world, job, at);
    return;
  }
  settle(world, job, at, steps);
  job.status = "pausing";
  job.pauseAtStep = Math.ceil(steps);
  aim(world, job);
}
