import { Capacity } from "./capacity.ts";
import type { Machine, Part } from "./capacity.ts";
import type { Blocked, Need, Placed } from "./place.ts";
import { nodesFor, place } from "./place.ts";

/** A job that waits for devices. */
export interface Waiting extends Need {
  readonly jobId: string;
  readonly priority: number;
  /** **Unit** milliseconds since the epoch. */
  readonly holdStart: number;
  /** How long it is expected to hold its devices. **Unit** milliseconds. */
  readonly expected: number;
}

/** A job that holds devices, and when it is expected to give them back. */
export interface Holding {
  readonly jobId: string;
  readonly parts: readonly Part[];
  /** **Unit** milliseconds since the epoch. */
  readonly expectedEnd: number;
}

export type Decision =
  | { readonly kind: "start"; readonly jobId: string; readonly placed: Placed }
  | {
      readonly kind: "wait";
      readonly jobId: string;
      /** 1 is next. */
      readonly position: number;
      readonly reason: Blocked["reason"] | "priority";
      readonly text: string;
    };

/** Queue order: the higher priority, then the longer hold, then the id. */
export const queueOrder = (
  left: Pick<Waiting, "jobId" | "priority" | "holdStart">,
  right: Pick<Waiting, "jobId" | "priority" | "holdStart">,
): number =>
  right.priority - left.priority ||
  left.holdStart - right.holdStart ||
  (left.jobId < right.jobId ? -1 : left.jobId > right.jobId ? 1 : 0);

/** The promise to the first job that waits for a system: its cluster, its start, and what is over until then. */
interface Reservation {
  readonly jobId: string;
  readonly clusterId: string;
  readonly startAt: number;
  spareNodes: number;
}

/** How many jobs behind a blocked one are tried; Slurm's default as well. */
const backfillDepth = 100;

/** Free devices of one cluster as jobs end one after the other. */
function reserveIn(
  capacity: Capacity,
  clusterId: string,
  waiting: Waiting,
  holding: readonly Holding[],
): Omit<Reservation, "jobId"> | undefined {
  const cluster = capacity.clusters(waiting.systemId, clusterId)[0];
  if (!cluster) return undefined;
  const returned = new Map<string, number>();
  const needed = nodesFor(waiting.devices, cluster.devicesPerNode);
  let whole = cluster.wholeFree;
  let fits = false;
  for (const job of holding) {
    for (const part of job.parts) {
      const free = capacity.freeIfReturned(part.nodeId, clusterId, (returned.get(part.nodeId) ?? 0) + part.devices);
      if (!free) continue;
      returned.set(part.nodeId, (returned.get(part.nodeId) ?? 0) + part.devices);
      if (free.whole) whole += 1;
      fits ||= waiting.devices < cluster.devicesPerNode && free.devices >= waiting.devices;
    }
    if (waiting.devices >= cluster.devicesPerNode) fits = whole >= needed;
    if (fits) return { clusterId, startAt: job.expectedEnd, spareNodes: Math.max(0, whole - needed) };
  }
  return undefined;
}

function reserve(capacity: Capacity, waiting: Waiting, holding: readonly Holding[]): Reservation | undefined {
  const ordered = [...holding].sort(
    (left, right) => left.expectedEnd - right.expectedEnd || (left.jobId < right.jobId ? -1 : 1),
  );
  let best: Reservation | undefined;
  for (const cluster of capacity.clusters(waiting.systemId, waiting.clusterId)) {
    const found = reserveIn(capacity, cluster.id, waiting, ordered);
    if (found && (!best || found.startAt < best.startAt)) best = { jobId: waiting.jobId, ...found };
  }
  return best;
}

/** A place that does not delay the reservation: another cluster, an early end, or nodes that it will not need. */
function backfill(capacity: Capacity, waiting: Waiting, reservation: Reservation, now: number): Placed | undefined {
  const elsewhere = place(capacity, waiting, { skipCluster: reservation.clusterId });
  if (elsewhere.kind === "placed") return elsewhere;
  const placed = place(capacity, waiting);
  if (placed.kind === "blocked") return undefined;
  if (now + waiting.expected <= reservation.startAt) return placed;
  if (placed.parts.length > reservation.spareNodes) return undefined;
  reservation.spareNodes -= placed.parts.length;
  return placed;
}

/**
 * One pass over the queue, in order. The first job of a system that finds no place gets a reservation at the earliest
 * expected time; a later one may start only if that does not delay it (EASY backfill). Started jobs are taken from
 * `capacity`. **Shape** `waiting` in queue order; `holding` is read only when a job is blocked.
 */
export function schedulePass(
  capacity: Capacity,
  waiting: readonly Waiting[],
  holding: () => readonly Holding[],
  now: number,
): readonly Decision[] {
  const decisions: Decision[] = [];
  const heads = new Map<string, { head: Waiting; tried: number; reservation: Reservation | undefined }>();
  const started: Holding[] = [];
  let position = 0;
  for (const job of waiting) {
    const line = heads.get(job.systemId);
    const found = line ? behind(capacity, job, line, now) : place(capacity, job);
    if (found.kind === "placed") {
      capacity.take(found.parts);
      started.push({ jobId: job.jobId, parts: found.parts, expectedEnd: now + job.expected });
      decisions.push({ kind: "start", jobId: job.jobId, placed: found });
      continue;
    }
    position += 1;
    if (!line) {
      const reservation = reserve(capacity, job, [...holding(), ...started]);
      heads.set(job.systemId, { head: job, tried: 0, reservation });
    }
    decisions.push({ kind: "wait", jobId: job.jobId, position, reason: found.reason, text: found.text });
  }
  return decisions;
}

function behind(
  capacity: Capacity,
  job: Waiting,
  line: { head: Waiting; tried: number; reservation: Reservation | undefined },
  now: number,
): Placed | { readonly kind: "wait"; readonly reason: Blocked["reason"] | "priority"; readonly text: string } {
  line.tried += 1;
  const text = `Waits behind ${line.head.jobId}, which is first in line for ${job.systemId} and needs ${line.head.devices} devices.`;
  if (line.tried > backfillDepth) return { kind: "wait", reason: "priority", text };
  const placed = line.reservation ? backfill(capacity, job, line.reservation, now) : undefined;
  if (placed) return placed;
  const anyway = place(capacity, job);
  if (anyway.kind === "blocked") return { kind: "wait", reason: anyway.reason, text: anyway.text };
  // Without a reservation the head waits for a repair: what cannot serve it either way may run.
  if (!line.reservation) return anyway;
  return { kind: "wait", reason: "priority", text };
}

/** What a page shows of one waiting job. */
export interface StartEstimate {
  readonly jobId: string;
  readonly position: number;
  /** **Unit** milliseconds since the epoch; undefined when only a repair or a larger cluster would help. */
  readonly startAt: number | undefined;
}

/**
 * When each waiting job can be expected to start, were everything to end as expected and nobody to overtake.
 * **Cost** one placement for each job and each end that it waits for.
 */
export function estimateStart(
  machines: readonly Machine[],
  waiting: readonly Waiting[],
  holding: readonly Holding[],
  now: number,
): readonly StartEstimate[] {
  const capacity = new Capacity(
    machines,
    holding.flatMap((job) => job.parts),
  );
  const empty = new Capacity(machines);
  const ends = [...holding];
  let at = now;
  return [...waiting].sort(queueOrder).map((job, index) => {
    // Nobody's end helps a job that does not even fit an empty site; it must not hold up the others.
    if (place(empty, job).kind === "blocked") return { jobId: job.jobId, position: index + 1, startAt: undefined };
    let placed = place(capacity, job);
    while (placed.kind === "blocked") {
      ends.sort((left, right) => left.expectedEnd - right.expectedEnd || (left.jobId < right.jobId ? -1 : 1));
      const next = ends.shift();
      if (!next) return { jobId: job.jobId, position: index + 1, startAt: undefined };
      capacity.give(next.parts);
      at = Math.max(at, next.expectedEnd);
      placed = place(capacity, job);
    }
    capacity.take(placed.parts);
    ends.push({ jobId: job.jobId, parts: placed.parts, expectedEnd: at + job.expected });
    return { jobId: job.jobId, position: index + 1, startAt: at };
  });
}
