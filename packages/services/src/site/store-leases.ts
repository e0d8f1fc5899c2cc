import type { Lease, SiteOutput } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";

interface Run {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
}

const range = (from: string | number, to: string | number | null) => `[${from},${to ?? ""})`;
const instant = (milliseconds: number) => new Date(milliseconds).toISOString();

/** Writes the leases that began and ended; the database refuses two jobs on one device at one instant. */
export async function storeLeases(
  tx: Transaction,
  ctx: ServiceContext,
  siteId: string,
  leases: SiteOutput["leases"],
  devicesOf: ReadonlyMap<string, number>,
): Promise<void> {
  const ends = new Map(leases.closed.map((lease) => [lease.leaseKey, lease.to]));
  // In the order of time: a device that was freed at an instant may be taken at the same instant.
  const steps = [
    ...leases.closed.map((lease) => ({ at: lease.to ?? lease.from, opens: false, lease })),
    ...leases.opened.map((lease) => ({ at: lease.from, opens: true, lease })),
  ].toSorted((left, right) => left.at - right.at || Number(left.opens) - Number(right.opens));
  for (const { opens, lease } of steps) {
    const to = lease.to ?? ends.get(lease.leaseKey) ?? null;
    if (opens) await open(tx, ctx, siteId, { ...lease, to }, devicesOf.get(lease.nodeId) ?? 0);
    else await close(tx, siteId, lease);
  }
}

async function close(tx: Transaction, siteId: string, lease: Lease): Promise<void> {
  const { deviceLease } = tables;
  assert(lease.to !== null, `lease ${lease.leaseKey} was closed at an instant`);
  await tx
    .update(deviceLease)
    .set({ during: range(instant(lease.from), instant(lease.to)) })
    .where(and(eq(deviceLease.siteId, siteId), eq(deviceLease.leaseKey, lease.leaseKey)));
}

async function open(
  tx: Transaction,
  ctx: ServiceContext,
  siteId: string,
  lease: Lease,
  devices: number,
): Promise<void> {
  const { deviceLease } = tables;
  const taken = await tx
    .select({ first: sql<number>`lower(${deviceLease.devices})`, last: sql<number>`upper(${deviceLease.devices})` })
    .from(deviceLease)
    .where(
      and(eq(deviceLease.nodeId, lease.nodeId), sql`${deviceLease.during} @> ${instant(lease.from)}::timestamptz`),
    );
  const rows = freeRuns(devices, taken, lease.devices).map(({ first, last }) => ({
    id: ctx.platform.newId("lease"),
    siteId,
    nodeId: lease.nodeId,
    jobId: lease.jobId,
    devices: range(first, last),
    leaseKey: lease.leaseKey,
    during: range(instant(lease.from), lease.to === null ? null : instant(lease.to)),
  }));
  assert(rows.length > 0, `node ${lease.nodeId} has ${lease.devices} free devices for lease ${lease.leaseKey}`);
  await tx
    .insert(deviceLease)
    .values(rows)
    .onConflictDoNothing({ target: [deviceLease.siteId, deviceLease.leaseKey, deviceLease.devices] });
}

/** The first `wanted` free devices of a node as runs; empty when there are not so many. */
function freeRuns(devices: number, taken: readonly Run[], wanted: number): Run[] {
  const runs: Run[] = [];
  let left = wanted;
  for (let device = 0; device < devices && left > 0; device += 1) {
    if (taken.some((run) => device >= run.first && device < run.last)) continue;
    const last = runs.at(-1);
    if (last?.last === device) runs[runs.length - 1] = { first: last.first, last: device + 1 };
    else runs.push({ first: device, last: device + 1 });
    left -= 1;
  }
  return left === 0 ? runs : [];
}

/** The nodes that jobs hold at the end of the site's frontier; asked for by a query for the ids of jobs. */
export async function heldNodes(tx: Transaction, jobIds: SQL): Promise<Map<string, string[]>> {
  const { rows } = await tx.execute<{ job_id: string; node_id: string }>(
    sql`select job_id, node_id from held_nodes(array(${jobIds}))`,
  );
  const held = new Map<string, string[]>();
  for (const row of rows) held.set(row.job_id, [...(held.get(row.job_id) ?? []), row.node_id]);
  return held;
}
