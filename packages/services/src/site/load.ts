import type { JobState, NodeState, SiteInput, SiteRequest } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { and, asc, eq, isNull, lte } from "drizzle-orm";
import { assert } from "../errors.ts";

/** The rows of a job that the broker keeps in step with the simulation. */
export type JobRow = typeof tables.job.$inferSelect;

/** What a site keeps besides nodes and jobs. */
export interface SiteMemory {
  /** Programs compiled there. */
  readonly programs?: readonly string[];
}

export interface SiteRows {
  readonly site: typeof tables.site.$inferSelect;
  readonly jobs: readonly JobRow[];
  readonly input: Omit<SiteInput, "until" | "checks">;
}

/** Everything the fleet needs to know of a site to go on. Call it under the site's lock. */
export async function loadSite(tx: Transaction, siteId: string, now: Date): Promise<SiteRows> {
  const [[row], nodes, jobs, requests] = await Promise.all([
    tx
      .select()
      .from(tables.site)
      .innerJoin(tables.siteSecret, eq(tables.siteSecret.siteId, tables.site.id))
      .where(eq(tables.site.id, siteId)),
    tx
      .select({ state: tables.node.state })
      .from(tables.node)
      .where(eq(tables.node.siteId, siteId))
      .orderBy(asc(tables.node.clusterId), asc(tables.node.index)),
    tx
      .select({ job: tables.job, state: tables.jobState.state })
      .from(tables.job)
      .innerJoin(tables.jobState, eq(tables.jobState.jobId, tables.job.id))
      .where(and(eq(tables.job.siteId, siteId), eq(tables.job.terminal, false)))
      .orderBy(asc(tables.job.id)),
    openRequests(tx, siteId, now),
  ]);
  assert(row, `site ${siteId} exists and has its secret`);
  return {
    site: row.site,
    jobs: jobs.map(({ job }) => job),
    input: {
      site: {
        id: siteId,
        seed: row.site_secret.seed,
        faults: row.site.faultProfile,
        nodes: nodes.map(({ state }) => state as NodeState),
        programs: (row.site_secret.state as SiteMemory).programs ?? [],
        frontier: row.site.frontier.getTime(),
      },
      jobs: jobs.map(({ state }) => state as JobState),
      requests,
    },
  };
}

async function openRequests(tx: Transaction, siteId: string, now: Date): Promise<SiteRequest[]> {
  const { jobRequest, siteRequest } = tables;
  const [ofJobs, ofNodes] = await Promise.all([
    tx
      .select()
      .from(jobRequest)
      .where(and(eq(jobRequest.siteId, siteId), isNull(jobRequest.handledAt), lte(jobRequest.effectiveAt, now))),
    tx
      .select()
      .from(siteRequest)
      .where(and(eq(siteRequest.siteId, siteId), isNull(siteRequest.handledAt), lte(siteRequest.effectiveAt, now))),
  ]);
  return [
    ...ofJobs.map(({ id, kind, jobId, effectiveAt }) => ({ id, kind, jobId, effectiveAt: effectiveAt.getTime() })),
    ...ofNodes.map(({ id, nodeId, effectiveAt }) => ({
      id,
      kind: "break" as const,
      nodeId,
      effectiveAt: effectiveAt.getTime(),
    })),
  ];
}

/** Jobs whose data and fence nobody has looked at yet. */
export function unchecked(rows: SiteRows): JobRow[] {
  const waiting = new Set(
    rows.input.jobs.filter((job) => job.status === "checking" && !job.checked).map((job) => job.id),
  );
  return rows.jobs.filter((job) => waiting.has(job.id));
}
