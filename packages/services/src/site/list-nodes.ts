import { tables } from "@ingot/db";
import { and, asc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { notFound } from "../errors.ts";
import { requireStaff } from "../transaction.ts";
import type { siteGetInput, siteNodesOutput } from "./schemas.ts";

/** Every node of a site with its state and the job that holds it. */
export async function listNodes({
  ctx,
  input,
}: Request<z.infer<typeof siteGetInput>>): Promise<z.infer<typeof siteNodesOutput>> {
  requireStaff(ctx, "fleet.read");
  const { node, site, deviceLease } = tables;
  const { platform } = ctx.platform.databases;
  const [found] = await platform.select({ id: site.id }).from(site).where(eq(site.id, input.id));
  if (!found) throw notFound("site", input.id);
  const rows = await platform
    .select({ node, jobId: sql<string | null>`min(${deviceLease.jobId})` })
    .from(node)
    .leftJoin(deviceLease, and(eq(deviceLease.nodeId, node.id), sql`upper_inf(${deviceLease.during})`))
    .where(eq(node.siteId, input.id))
    .groupBy(node.id)
    .orderBy(asc(node.clusterId), asc(node.index));
  const items = rows.map((row) => ({
    id: row.node.id,
    cluster_id: row.node.clusterId,
    index: row.node.index,
    status: row.node.status,
    repaired_at: row.node.repairedAt?.toISOString() ?? null,
    job_id: row.jobId,
  }));
  return { items };
}
