import type { SiteEvent, SiteOutput } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { appendEvents, type NewEvent } from "../contract/append-events.ts";
import { enqueue } from "../outbox.ts";
import type { JobRow } from "./load.ts";
import type { StoredCheckpoint } from "./store-checkpoints.ts";

/** Tells each contract what happened to its jobs, and moves the contract along with them. */
export async function storeEvents(
  tx: Transaction,
  ctx: ServiceContext,
  jobs: ReadonlyMap<string, JobRow>,
  output: SiteOutput,
  saved: readonly StoredCheckpoint[],
): Promise<void> {
  const byContract = new Map<string, { job: JobRow; events: SiteEvent[] }>();
  for (const event of output.events) {
    const job = event.jobId === null ? undefined : jobs.get(event.jobId);
    // Readings have their own table: two hundred a run would bury the history.
    if (!job || event.type === "job.metrics" || !event.type.startsWith("job.")) continue;
    const entry = byContract.get(job.contractId) ?? { job, events: [] };
    entry.events.push(event);
    byContract.set(job.contractId, entry);
  }
  // In the order of ids, so that two brokers cannot wait for each other's contract rows.
  for (const [contractId, { job, events }] of [...byContract].toSorted(([left], [right]) => (left < right ? -1 : 1))) {
    const { organizationId } = job;
    await appendEvents(
      tx,
      ctx,
      { id: contractId, organizationId },
      events.map((event) => contractEvent(event, saved)),
    );
    await followJobs(tx, contractId, events, jobs);
    const ended = events.some((event) => endings.has(event.type));
    if (ended) await enqueue(tx, ctx, organizationId, { kind: "contract.wake", contractId });
  }
  const told = new Set(byContract.keys());
  const measured = new Set(output.metrics.map((point) => jobs.get(point.jobId)?.contractId));
  for (const contractId of measured) {
    if (contractId && !told.has(contractId)) await tx.execute(sql`select pg_notify('ingot_events', ${contractId})`);
  }
}

const endings: ReadonlySet<string> = new Set(["job.succeeded", "job.failed", "job.canceled"]);

function contractEvent(event: SiteEvent, saved: readonly StoredCheckpoint[]): NewEvent {
  const { status, phase, statusReason, faultParty, nodeId } = event;
  const checkpoint =
    event.type === "job.checkpoint_saved"
      ? saved.find(({ jobId, step }) => jobId === event.jobId && step === event.data["step"])
      : undefined;
  return {
    eventKey: event.eventKey,
    type: event.type,
    jobId: event.jobId,
    effectiveAt: new Date(event.effectiveAt),
    data: {
      ...event.data,
      status,
      phase,
      status_reason: statusReason,
      fault_party: faultParty,
      ...(nodeId === null ? {} : { node_id: nodeId }),
      ...(checkpoint ? { checkpoint_id: checkpoint.id, hash: checkpoint.hash } : {}),
    },
  };
}

/** A contract rests while its training job does, and its end is the instant its last job ended. */
async function followJobs(
  tx: Transaction,
  contractId: string,
  events: readonly SiteEvent[],
  jobs: ReadonlyMap<string, JobRow>,
): Promise<void> {
  const { contract } = tables;
  const one = eq(contract.id, contractId);
  for (const event of events) {
    const at = new Date(event.effectiveAt);
    const training = jobs.get(event.jobId ?? "")?.kind === "training";
    if (training && event.type === "job.paused") {
      await tx.update(contract).set({ status: "paused", pausedAt: at }).where(one);
    }
    if (training && (event.type === "job.resumed" || endings.has(event.type))) await endPause(tx, contractId, at);
    if (event.type === "job.succeeded" && !training) await storeScores(tx, contractId, event);
    if (endings.has(event.type)) await tx.update(contract).set({ finishedAt: at }).where(one);
  }
}

async function endPause(tx: Transaction, contractId: string, at: Date): Promise<void> {
  await tx.execute(sql`
    update contract set
      status = case when status = 'paused' then 'active' else status end,
      paused_milliseconds = paused_milliseconds
        + coalesce(round(extract(epoch from (${at.toISOString()}::timestamptz - paused_at)) * 1000)::bigint, 0),
      paused_at = null
    where id = ${contractId} and paused_at is not null`);
}

/** Scores arrive as a loss for each slice; perplexity is its exponential. */
async function storeScores(tx: Transaction, contractId: string, event: SiteEvent): Promise<void> {
  const scores = event.data["scores"];
  if (typeof scores !== "object" || scores === null || Array.isArray(scores)) return;
  const validation = Object.entries(scores).map(([slice, loss]) => ({
    slice,
    loss: Number(loss),
    perplexity: Math.exp(Number(loss)),
  }));
  await tx.update(tables.contract).set({ validation }).where(eq(tables.contract.id, contractId));
}
