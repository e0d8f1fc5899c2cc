import type { CheckpointSaved, Instant, Lease, NodeState, SiteEvent } from "./state.ts";
import { isTerminal, jobTransitions } from "./transitions.ts";
import type { JobStatus } from "./transitions.ts";

/** Everything that a site has told so far. */
export interface SiteLog {
  readonly nodes: readonly Pick<NodeState, "id" | "devices">[];
  readonly events: readonly SiteEvent[];
  readonly opened: readonly Lease[];
  readonly closed: readonly Lease[];
  readonly checkpoints: readonly CheckpointSaved[];
}

/** A law that the log breaks. */
export interface Breach {
  readonly law: "order" | "key" | "terminal" | "transition" | "tokens" | "lease" | "capacity" | "reason" | "downtime";
  readonly text: string;
}

/**
 * A second opinion on a log, which shares no code with what wrote it. **Returns** every breach; an empty list is good.
 * **Cost** n log n in events and leases.
 */
export function checkLog(log: SiteLog): readonly Breach[] {
  return [...checkOrder(log), ...checkJobs(log), ...checkTokens(log), ...checkLeases(log), ...checkDowntime(log)];
}

function checkOrder(log: SiteLog): Breach[] {
  const breaches: Breach[] = [];
  const keys = new Set<string>();
  let last: Instant = -Infinity;
  for (const event of log.events) {
    if (event.effectiveAt < last)
      breaches.push({ law: "order", text: `${event.eventKey} at ${event.effectiveAt} after ${last}` });
    if (keys.has(event.eventKey)) breaches.push({ law: "key", text: `${event.eventKey} told twice` });
    if (!Number.isSafeInteger(event.effectiveAt))
      breaches.push({ law: "order", text: `${event.eventKey} at no whole instant` });
    keys.add(event.eventKey);
    last = event.effectiveAt;
  }
  return breaches;
}

/** Statuses that can lie between two events: those which no event of their own announces. */
const silent: readonly JobStatus[] = ["pausing", "canceling"];

function canFollow(from: JobStatus, to: JobStatus): boolean {
  if (from === to || jobTransitions[from].includes(to)) return true;
  return silent.some((between) => jobTransitions[from].includes(between) && jobTransitions[between].includes(to));
}

function checkJobs(log: SiteLog): Breach[] {
  const breaches: Breach[] = [];
  const statuses = new Map<string, JobStatus>();
  for (const { jobId, status, eventKey, statusReason } of log.events) {
    if (jobId === null || status === null) continue;
    const before = statuses.get(jobId) ?? "checking";
    if (isTerminal(before)) breaches.push({ law: "terminal", text: `${eventKey} after ${before}` });
    else if (!canFollow(before, status))
      breaches.push({ law: "transition", text: `${eventKey}: ${before} to ${status}` });
    if ((status === "failed" || status === "canceled" || status === "recovering") && statusReason === null) {
      breaches.push({ law: "reason", text: `${eventKey}: ${status} without a reason` });
    }
    statuses.set(jobId, status);
  }
  return breaches;
}

const numberIn = (event: SiteEvent, name: string): number => {
  const value = event.data[name];
  return typeof value === "number" ? value : Number.NaN;
};

type Saved = ReadonlyMap<string, CheckpointSaved>;

/** A checkpoint goes forward, and has the next number. */
function savedWell(event: SiteEvent, last: CheckpointSaved | undefined, saved: CheckpointSaved | undefined): boolean {
  if (!saved || saved.step !== numberIn(event, "step") || saved.tokens !== numberIn(event, "tokens")) return false;
  return saved.step > (last?.step ?? 0) && saved.index === (last?.index ?? 0) + 1;
}

/** What an event says was delivered, or the step to which a job goes back, is that of the last checkpoint. */
function tellsTheLast(event: SiteEvent, last: CheckpointSaved | undefined): boolean {
  switch (event.type) {
    case "job.canceled":
    case "job.paused":
      return numberIn(event, "tokens") === (last?.tokens ?? 0);
    case "job.succeeded":
      return last === undefined || numberIn(event, "tokens") === last.tokens;
    case "job.interrupted":
      return numberIn(event, "step") === (last?.step ?? 0) && numberIn(event, "lostSteps") >= 0;
    default:
      return true;
  }
}

/** What is delivered is the last checkpoint; what is lost is what was done since. */
function checkTokens(log: SiteLog): Breach[] {
  const breaches: Breach[] = [];
  const last = new Map<string, CheckpointSaved>();
  const all: Saved = new Map(log.checkpoints.map((saved) => [`${saved.jobId}:${saved.index}`, saved]));
  for (const event of log.events) {
    if (event.jobId === null) continue;
    const before = last.get(event.jobId);
    const saves = event.type === "job.checkpoint_saved";
    const saved = saves ? all.get(`${event.jobId}:${numberIn(event, "index")}`) : undefined;
    const holds = saves ? savedWell(event, before, saved) : tellsTheLast(event, before);
    if (!holds)
      breaches.push({
        law: "tokens",
        text: `${event.eventKey}: before it were saved ${JSON.stringify(before ?? null)}`,
      });
    if (saved) last.set(event.jobId, saved);
  }
  return breaches;
}

function checkLeases(log: SiteLog): Breach[] {
  const breaches: Breach[] = [];
  const ends = new Map<string, Instant>();
  for (const lease of log.closed) {
    if (ends.has(lease.leaseKey)) breaches.push({ law: "lease", text: `${lease.leaseKey} closed twice` });
    ends.set(lease.leaseKey, lease.to ?? Infinity);
    if ((lease.to ?? Infinity) < lease.from)
      breaches.push({ law: "lease", text: `${lease.leaseKey} ends before it begins` });
  }
  return [...breaches, ...checkCapacity(log, ends)];
}

/** Never more devices held of a node than it has. */
function checkCapacity(log: SiteLog, ends: ReadonlyMap<string, Instant>): Breach[] {
  const breaches: Breach[] = [];
  const sizes = new Map(log.nodes.map((node) => [node.id, node.devices]));
  const changes: { at: Instant; nodeId: string; by: number }[] = [];
  for (const lease of log.opened) {
    changes.push({ at: lease.from, nodeId: lease.nodeId, by: lease.devices });
    changes.push({ at: ends.get(lease.leaseKey) ?? Infinity, nodeId: lease.nodeId, by: -lease.devices });
  }
  // What ends at an instant makes room for what begins at it.
  changes.sort((left, right) => left.at - right.at || left.by - right.by);
  const held = new Map<string, number>();
  for (const { at, nodeId, by } of changes) {
    const now = (held.get(nodeId) ?? 0) + by;
    held.set(nodeId, now);
    if (now > (sizes.get(nodeId) ?? 0)) {
      breaches.push({
        law: "capacity",
        text: `${nodeId} has ${sizes.get(nodeId) ?? 0} devices, ${now} are held at ${at}`,
      });
    }
  }
  return breaches;
}

/** No lease begins on a node that is down, and none outlasts the moment in which its node goes down. */
function checkDowntime(log: SiteLog): Breach[] {
  const down = new Map<string, { from: Instant; to: Instant }[]>();
  for (const event of log.events) {
    if (event.nodeId === null) continue;
    const spans = down.get(event.nodeId) ?? [];
    if (event.type === "node.failed" && numberIn(event, "repairSeconds") > 0) {
      spans.push({ from: event.effectiveAt, to: Infinity });
    }
    const open = spans.at(-1);
    if ((event.type === "node.repaired" || event.type === "node.returned") && open)
      open.to = Math.min(open.to, event.effectiveAt);
    down.set(event.nodeId, spans);
  }
  const ends = new Map(log.closed.map((lease) => [lease.leaseKey, lease.to ?? Infinity]));
  return log.opened.flatMap((lease) => {
    const to = ends.get(lease.leaseKey) ?? Infinity;
    const struck = down.get(lease.nodeId)?.find((span) => lease.from < span.to && to > span.from);
    return struck
      ? [{ law: "downtime" as const, text: `${lease.leaseKey} holds ${lease.nodeId} while it is down` }]
      : [];
  });
}
