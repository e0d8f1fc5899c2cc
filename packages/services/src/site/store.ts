import { isTerminal, type JobState, type NodeState, type SiteOutput } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { eq, inArray, sql } from "drizzle-orm";
import { atWriting } from "../clock/now.ts";
import type { ServiceContext } from "../context.ts";
import type { Told } from "../contract/append-events.ts";
import type { JobRow, SiteMemory, SiteRows } from "./load.ts";
import { storeCheckpoints } from "./store-checkpoints.ts";
import { storeEvents } from "./store-events.ts";
import { storeFaults } from "./store-faults.ts";
import { storeLeases } from "./store-leases.ts";

/**
 * Writes all that happened at a site, in one transaction with the frontier up to which it is told. **Returns** what
 * each contract was told.
 */
export async function storeSite(
  tx: Transaction,
  ctx: ServiceContext,
  rows: SiteRows,
  output: SiteOutput,
): Promise<readonly Told[]> {
  const jobs = new Map(rows.jobs.map((job) => [job.id, job]));
  const before = new Map(rows.input.jobs.map((job) => [job.id, job]));
  const changed = output.jobs.filter((job) => before.get(job.id) !== job);
  await Promise.all([
    storeNodes(tx, rows.input.site.nodes, output.nodes),
    storeJobs(tx, changed),
    storeMetrics(tx, jobs, output.metrics),
    storeFaults(tx, ctx, rows.site.id, output.events),
    closeRequests(
      tx,
      output.outcomes.map((outcome) => outcome.requestId),
    ),
    storeMemory(tx, rows, output),
    tx
      .update(tables.site)
      .set({ frontier: new Date(output.frontier) })
      .where(eq(tables.site.id, rows.site.id)),
  ]);
  await storeLeases(tx, ctx, rows.site.id, output.leases, new Map(output.nodes.map((node) => [node.id, node.devices])));
  const saved = await storeCheckpoints(tx, ctx, rows, output.checkpoints);
  return storeEvents(tx, ctx, rows, output, saved);
}

/** Programs are only ever added. */
async function storeMemory(tx: Transaction, { site, input }: SiteRows, { programs }: SiteOutput): Promise<void> {
  if (programs.length === (input.site.programs?.length ?? 0)) return;
  const state: SiteMemory = { programs };
  await tx.update(tables.siteSecret).set({ state }).where(eq(tables.siteSecret.siteId, site.id));
}

async function storeNodes(tx: Transaction, before: readonly NodeState[], after: readonly NodeState[]): Promise<void> {
  const changed = after.filter((node, index) => node !== before[index]);
  if (changed.length === 0) return;
  const values = changed.map((node) => ({
    id: node.id,
    status: node.state,
    repaired_at: node.repairedAt === null ? null : new Date(node.repairedAt).toISOString(),
    state: node,
  }));
  // One statement whatever the number: a switch that fails takes a rack of nodes with it.
  await tx.execute(sql`
    update node set status = changed.status, repaired_at = changed.repaired_at, state = changed.state
    from jsonb_to_recordset(${JSON.stringify(values)}::text::jsonb)
      as changed(id text, status text, repaired_at timestamptz, state jsonb)
    where node.id = changed.id`);
}

async function storeJobs(tx: Transaction, changed: readonly JobState[]): Promise<void> {
  await Promise.all(
    changed.flatMap((job) => [
      tx.update(tables.job).set(jobColumns(job)).where(eq(tables.job.id, job.id)),
      tx.update(tables.jobState).set({ state: job }).where(eq(tables.jobState.jobId, job.id)),
    ]),
  );
}

const dateOrNull = (at: number | null | undefined) => (at === null || at === undefined ? null : new Date(at));

/** What pages and lists show of a job. Nothing here tells the hidden throughput. */
const jobColumns = (job: JobState) => ({
  status: job.status,
  statusReason: job.statusReason,
  faultParty: job.faultParty,
  phase: job.phase,
  queuePosition: job.queuePosition,
  stepsCompleted: job.savedStep,
  totalSteps: job.plan.totalSteps,
  stepsLost: Math.round(job.lostSteps),
  interruptions: job.interruptions,
  estimatedP50: dateOrNull(job.estimate?.p50),
  estimatedP90: dateOrNull(job.estimate?.p90),
  startedAt: dateOrNull(job.startedAt),
  finishedAt: dateOrNull(job.endedAt),
  terminal: isTerminal(job.status),
});

async function storeMetrics(
  tx: Transaction,
  jobs: ReadonlyMap<string, JobRow>,
  metrics: SiteOutput["metrics"],
): Promise<void> {
  const rows = metrics.flatMap((point) => {
    const job = jobs.get(point.jobId);
    if (!job) return [];
    return {
      organization_id: job.organizationId,
      contract_id: job.contractId,
      job_id: point.jobId,
      step: point.step,
      tokens: point.tokens,
      loss: point.loss,
      tokens_per_second: point.throughput,
      effective_at: new Date(point.effectiveAt).toISOString(),
    };
  });
  if (rows.length === 0) return;
  // One value whatever the number: two hundred readings of eight values each cost more to write down than to store.
  await tx.execute(sql`
    insert into job_metric (organization_id, contract_id, job_id, step, tokens, loss, tokens_per_second, effective_at)
    select organization_id, contract_id, job_id, step, tokens, loss, tokens_per_second, effective_at
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as reading(organization_id text, contract_id text,
      job_id text, step bigint, tokens bigint, loss double precision, tokens_per_second double precision,
      effective_at timestamptz)
    on conflict do nothing`);
}

async function closeRequests(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const handled = { handledAt: atWriting };
  await Promise.all([
    tx
      .update(tables.jobRequest)
      .set(handled)
      .where(inArray(tables.jobRequest.id, [...ids])),
    tx
      .update(tables.siteRequest)
      .set(handled)
      .where(inArray(tables.siteRequest.id, [...ids])),
  ]);
}
