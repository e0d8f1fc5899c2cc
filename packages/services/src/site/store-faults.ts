import type { SiteEvent } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";

/** Keeps the register of what broke and when it was mended. */
export async function storeFaults(
  tx: Transaction,
  ctx: ServiceContext,
  siteId: string,
  events: readonly SiteEvent[],
): Promise<void> {
  for (const event of events) {
    if (event.type === "node.failed") await fault(tx, ctx, siteId, event);
    if (event.type === "node.repaired" && event.nodeId) await mend(tx, siteId, event.nodeId, event.effectiveAt);
  }
}

async function fault(tx: Transaction, ctx: ServiceContext, siteId: string, event: SiteEvent): Promise<void> {
  const { cause = "unknown", deadCores, remapped, repairSeconds, jobs } = event.data;
  const at = new Date(event.effectiveAt);
  assert(typeof cause === "string", `fault ${event.eventKey} names its cause`);
  await tx
    .insert(tables.nodeFault)
    .values({
      id: ctx.platform.newId("fault"),
      siteId,
      nodeId: event.nodeId,
      jobId: event.jobId ?? firstStruck(jobs),
      cause,
      deadCores: typeof deadCores === "number" ? deadCores : null,
      remapped: typeof remapped === "boolean" ? remapped : null,
      injectedBy: cause === "operator" ? "operator" : null,
      effectiveAt: at,
      // A wafer that was mapped around its dead cores was never out of service.
      repairedAt: repairSeconds === 0 ? at : null,
      eventKey: event.eventKey,
    })
    .onConflictDoNothing();
}

/** A node's event names all jobs that it had; the register has room for one, and a wafer has no more. */
function firstStruck(jobs: unknown): string | null {
  const first: unknown = Array.isArray(jobs) ? jobs[0] : undefined;
  return typeof first === "string" ? first : null;
}

async function mend(tx: Transaction, siteId: string, nodeId: string, at: number): Promise<void> {
  const { nodeFault } = tables;
  const [open] = await tx
    .select({ id: nodeFault.id })
    .from(nodeFault)
    .where(and(eq(nodeFault.siteId, siteId), eq(nodeFault.nodeId, nodeId), isNull(nodeFault.repairedAt)))
    .orderBy(desc(nodeFault.effectiveAt))
    .limit(1);
  if (open)
    await tx
      .update(nodeFault)
      .set({ repairedAt: new Date(at) })
      .where(eq(nodeFault.id, open.id));
}
