import { pauseSoon, stop } from "./interrupt.ts";
import { breakNode, drainNode, returnNode } from "./nodes.ts";
import { cancelNow, end, enterQueueFirst, rest, wake } from "./ending.ts";
import type { CancelRequest, Instant, JobCheck, NodeRequest, PauseRequest, SiteRequest } from "./state.ts";
import { isTerminal } from "./transitions.ts";
import type { JobDraft, World } from "./world.ts";

/** What became of a request: undefined when it was done, else why it changed nothing. */
type Refusal = string | undefined;

function pause(world: World, job: JobDraft, at: Instant): Refusal {
  switch (job.status) {
    case "queued":
    case "starting":
    case "recovering":
      rest(world, job, at);
      return undefined;
    case "running":
      pauseSoon(world, job, at);
      return undefined;
    case "pausing":
      if (!job.resumeWhenPaused) return "The job is pausing already.";
      job.resumeWhenPaused = false;
      return undefined;
    default:
      return `Only a job that is queued, starting, running or recovering can be paused; this one is ${job.status}.`;
  }
}

function resume(world: World, job: JobDraft, at: Instant): Refusal {
  if (job.status === "paused") {
    wake(world, job, at);
    return undefined;
  }
  if (job.status !== "pausing") return `Only a paused job can be resumed; this one is ${job.status}.`;
  job.resumeWhenPaused = true;
  return undefined;
}

function cancel(world: World, job: JobDraft, at: Instant, request: CancelRequest): Refusal {
  if (job.status === "canceling") return "The job is canceling already.";
  job.cancelReason = request.reason ?? "user_request";
  job.faultParty = request.faultParty ?? (job.cancelReason === "provider_fault" ? "provider" : "customer");
  if (job.placement.length === 0) cancelNow(world, job, at);
  else stop(world, job, at);
  return undefined;
}

function askNode(world: World, request: NodeRequest): Refusal {
  if (!world.nodes.has(request.nodeId)) return `This site has no node ${request.nodeId}.`;
  const verb = { break: breakNode, drain: drainNode, return: returnNode }[request.kind];
  const done = verb(world, request.nodeId, request.effectiveAt, request.id);
  if (done) return undefined;
  return `A node that is ${world.nodes.get(request.nodeId)?.state} has nothing to ${request.kind}.`;
}

function askJob(world: World, request: PauseRequest | CancelRequest): Refusal {
  const known = world.jobs.get(request.jobId);
  // A job that is over is left out of later calls: both cases have to read alike.
  if (!known || isTerminal(known.status)) return `This site has no job ${request.jobId} under way.`;
  const job = world.job(request.jobId);
  if (request.kind === "cancel") return cancel(world, job, request.effectiveAt, request);
  const verb = request.kind === "pause" ? pause : resume;
  return verb(world, job, request.effectiveAt);
}

/** Does what was asked at its instant, or says why that changes nothing. */
export function handleRequest(world: World, request: SiteRequest): void {
  const refusal = "nodeId" in request ? askNode(world, request) : askJob(world, request);
  const outcome = refusal === undefined ? "applied" : "ignored";
  world.outcomes.push({ requestId: request.id, outcome, text: refusal ?? "Done." });
}

/** Takes note of a check: into the queue, or the end. A second result for the same job changes nothing. */
export function handleCheck(world: World, check: JobCheck): void {
  const known = world.jobs.get(check.jobId);
  if (!known || known.status !== "checking" || known.checked) return;
  const job = world.job(check.jobId);
  const at = check.effectiveAt;
  job.checked = true;
  world.tell(job, "job.checked", at, { ok: check.refusal === null, text: check.refusal?.text ?? null });
  if (check.refusal) {
    const data = { text: check.refusal.text, steps: 0, tokens: 0 };
    const reason = check.refusal.reason;
    end(world, job, at, { status: "failed", reason, faultParty: "customer", type: "job.failed", data });
  } else if (job.after === null) enterQueueFirst(world, job, at);
}
