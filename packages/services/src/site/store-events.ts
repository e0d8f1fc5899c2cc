import type { SiteEvent, SiteOutput } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { asc, eq, inArray, sql } from "drizzle-orm";
import { writeAudit } from "../audit/emit.ts";
import type { ServiceContext } from "../context.ts";
import { appendToLocked, type NewEvent, type Told } from "../contract/append-events.ts";
import { billMilestone, midRunPartsDue } from "../contract/bill-milestones.ts";
import { type Billed, type ContractRow, readBilled } from "../contract/read-billing.ts";
import { issuedEvent } from "../invoice/issue.ts";
import { enqueue } from "../outbox.ts";
import type { JobRow, SiteRows } from "./load.ts";
import type { StoredCheckpoint } from "./store-checkpoints.ts";

/**
 * Tells each contract what happened to its jobs, moves the contract along with them, and bills what fell due.
 * **Returns** what it told.
 */
export async function storeEvents(
  tx: Transaction,
  ctx: ServiceContext,
  rows: SiteRows,
  output: SiteOutput,
  saved: readonly StoredCheckpoint[],
): Promise<readonly Told[]> {
  const jobs = new Map(rows.jobs.map((job) => [job.id, job]));
  const byContract = eventsByContract(jobs, output);
  const contracts = await lockContracts(tx, [...byContract.keys()]);
  const dues = midRunDues(rows, saved);
  const billed = await openBilled(
    tx,
    ctx,
    contracts.filter(({ id }) => dues.has(id)),
  );
  const all: Told[] = [];
  for (const contract of contracts) {
    const events: NewEvent[] = [];
    for (const event of byContract.get(contract.id) ?? []) {
      events.push(contractEvent(event, saved));
      const due = dues.get(contract.id)?.find(({ jobId, step }) => isSaveOf(event, jobId, step));
      if (due) events.push(...(await billDue(tx, ctx, billed.get(contract.id), due)));
    }
    all.push({ contract, events });
  }
  await appendToLocked(tx, ctx, all);
  await Promise.all(
    all.flatMap(({ contract: { id, organizationId }, events }) => [
      followJobs(tx, id, byContract.get(id) ?? [], jobs),
      ...(events.some(({ type }) => waking.has(type))
        ? [enqueue(tx, ctx, organizationId, { kind: "contract.wake", contractId: id })]
        : []),
    ]),
  );
  const measured = new Set(output.metrics.map((point) => jobs.get(point.jobId)?.contractId));
  for (const contractId of measured) {
    if (contractId && !byContract.has(contractId)) {
      await tx.execute(sql`select pg_notify('ingot_events', ${contractId})`);
    }
  }
  return all;
}

function eventsByContract(jobs: ReadonlyMap<string, JobRow>, output: SiteOutput): Map<string, SiteEvent[]> {
  const byContract = new Map<string, SiteEvent[]>();
  for (const event of output.events) {
    const job = event.jobId === null ? undefined : jobs.get(event.jobId);
    // Readings have their own table: two hundred a run would bury the history.
    if (!job || event.type === "job.metrics" || !event.type.startsWith("job.")) continue;
    byContract.set(job.contractId, [...(byContract.get(job.contractId) ?? []), event]);
  }
  return byContract;
}

/** All at once and in the order of ids, before any books or counters: what settles a contract locks in this order, too. */
async function lockContracts(tx: Transaction, ids: readonly string[]): Promise<ContractRow[]> {
  const { contract } = tables;
  if (ids.length === 0) return [];
  return tx
    .select()
    .from(contract)
    .where(inArray(contract.id, [...ids]))
    .orderBy(asc(contract.id))
    .for("update");
}

/** In the order of organizations, so that two sites cannot wait for each other's books. */
async function openBilled(
  tx: Transaction,
  ctx: ServiceContext,
  contracts: readonly ContractRow[],
): Promise<Map<string, Billed>> {
  const billed = new Map<string, Billed>();
  for (const contract of contracts.toSorted((left, right) => (left.organizationId < right.organizationId ? -1 : 1))) {
    billed.set(contract.id, await readBilled(tx, ctx, contract));
  }
  return billed;
}

const isSaveOf = (event: SiteEvent, jobId: string, step: number): boolean =>
  event.type === "job.checkpoint_saved" && event.jobId === jobId && event.data["step"] === step;

/** A checkpoint that made mid-run parts of the price due: those after the first `before`, up to `now`. */
interface MidRunDue {
  readonly jobId: string;
  readonly step: number;
  readonly before: number;
  readonly now: number;
  readonly effectiveAt: Date;
}

function midRunDues(rows: SiteRows, saved: readonly StoredCheckpoint[]): Map<string, MidRunDue[]> {
  const dues = new Map<string, MidRunDue[]>();
  for (const job of rows.input.jobs) {
    const contractId = rows.jobs.find((row) => row.id === job.id)?.contractId;
    if (job.kind !== "training" || contractId === undefined) continue;
    const { tokens, tokensPerStep } = job.plan;
    let before = midRunPartsDue(job.savedStep * tokensPerStep, tokens);
    for (const { jobId, step, tokens: savedTokens, effectiveAt } of saved) {
      if (jobId !== job.id) continue;
      const now = midRunPartsDue(savedTokens, tokens);
      if (now > before) {
        dues.set(contractId, [...(dues.get(contractId) ?? []), { jobId, step, before, now, effectiveAt }]);
        before = now;
      }
    }
  }
  return dues;
}

async function billDue(
  tx: Transaction,
  ctx: ServiceContext,
  billed: Billed | undefined,
  { before, now, effectiveAt }: MidRunDue,
): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (let sequence = before + 1; billed && sequence <= now; sequence += 1) {
    const invoice = await billMilestone(tx, ctx, billed, { sequence, effectiveAt });
    if (!invoice) continue;
    const { id, organizationId, number } = invoice;
    await writeAudit(tx, ctx, {
      action: "invoice.issue",
      organizationId,
      subject: { kind: "invoice", id, data: { number } },
    });
    events.push(issuedEvent(invoice, billed.billing.books));
  }
  return events;
}

const endings: ReadonlySet<string> = new Set(["job.succeeded", "job.failed", "job.canceled"]);
/** What a contract's workflow has something to do about. */
const waking: ReadonlySet<string> = new Set([...endings, "invoice.issued"]);

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
