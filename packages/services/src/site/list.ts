import { tables } from "@ingot/db";
import { findSystem } from "@ingot/compute";
import { asc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { requireStaff } from "../transaction.ts";
import type { clusterSchema, siteListOutput } from "./schemas.ts";

type ClusterWire = z.infer<typeof clusterSchema>;

/** Every site with what stands there and how it is doing. */
export async function listSites({ ctx }: Request<unknown>): Promise<z.infer<typeof siteListOutput>> {
  requireStaff(ctx, "fleet.read");
  const { site, job } = tables;
  const { platform } = ctx.platform.databases;
  const sites = await platform.select().from(site).orderBy(asc(site.label));
  const clusters = await clustersBySite(ctx);
  const jobs = await platform
    .select({
      siteId: job.siteId,
      running: sql<number>`count(*) filter (where ${job.startedAt} is not null and ${job.status} <> 'paused')::int`,
      queued: sql<number>`count(*) filter (where ${job.status} in ('queued', 'checking'))::int`,
    })
    .from(job)
    .where(eq(job.terminal, false))
    .groupBy(job.siteId);
  const items = sites.map((row) => {
    const counts = jobs.find(({ siteId }) => siteId === row.id);
    return {
      id: row.id,
      label: row.label,
      country: row.country,
      latitude: row.latitude,
      longitude: row.longitude,
      clusters: clusters.get(row.id) ?? [],
      jobs_running: counts?.running ?? 0,
      jobs_queued: counts?.queued ?? 0,
      frontier: row.frontier.toISOString(),
    };
  });
  return { items };
}

async function clustersBySite(ctx: Request<unknown>["ctx"]): Promise<Map<string, ClusterWire[]>> {
  const { cluster, node, deviceLease } = tables;
  const rows = await ctx.platform.databases.platform
    .select({
      row: cluster,
      up: sql<number>`count(${node.id}) filter (where ${node.status} = 'up')::int`,
      down: sql<number>`count(${node.id}) filter (where ${node.status} <> 'up')::int`,
      busy: sql<number>`count(${node.id}) filter (where exists (
        select 1 from ${deviceLease} where ${deviceLease.nodeId} = ${node.id} and upper_inf(${deviceLease.during})))::int`,
    })
    .from(cluster)
    .innerJoin(node, eq(node.clusterId, cluster.id))
    .groupBy(cluster.id)
    .orderBy(asc(cluster.label));
  const bySite = new Map<string, ClusterWire[]>();
  for (const { row, up, down, busy } of rows) {
    const wire = {
      id: row.id,
      system: row.systemId,
      system_label: findSystem(row.systemId)?.label ?? row.systemId,
      nodes: row.nodes,
      devices_per_node: row.devicesPerNode,
      nodes_up: up,
      nodes_down: down,
      nodes_busy: busy,
    };
    bySite.set(row.siteId, [...(bySite.get(row.siteId) ?? []), wire]);
  }
  return bySite;
}
