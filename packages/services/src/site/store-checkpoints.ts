import { createHash } from "node:crypto";
import type { CheckpointSaved } from "@ingot/compute";
import { simulatedCheckpoint } from "@ingot/datasets";
import { tables, type Transaction } from "@ingot/db";
import { idPrefixes } from "@ingot/units";
import { asc, desc, eq, inArray } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import type { JobRow, SiteRows } from "./load.ts";

/** A checkpoint that was written, for the event that tells of it. */
export interface StoredCheckpoint {
  readonly id: string;
  readonly hash: string;
  readonly jobId: string;
  readonly step: number;
  readonly tokens: number;
  readonly effectiveAt: Date;
}

/**
 * Writes the checkpoints' files, then their rows. A file's bytes follow from its row's facts, so that a crash between
 * the two leaves files that the next try writes again, byte for byte.
 */
export async function storeCheckpoints(
  tx: Transaction,
  ctx: ServiceContext,
  { site, jobs }: SiteRows,
  saved: readonly CheckpointSaved[],
): Promise<StoredCheckpoint[]> {
  if (saved.length === 0) return [];
  const jobIds = [...new Set(saved.map(({ jobId }) => jobId))];
  const [about, parents] = await Promise.all([contractsOf(tx, jobIds), lastHashes(tx, jobIds)]);
  const made = saved.map((checkpoint) => {
    const job = jobs.find((row) => row.id === checkpoint.jobId);
    const facts = about.get(checkpoint.jobId);
    assert(job && facts, `checkpoint of a job of this site: ${checkpoint.jobId}`);
    const file = makeFile(job, facts, checkpoint, parents.get(job.id) ?? null);
    parents.set(job.id, file.row.hash);
    return file;
  });
  const store = ctx.platform.stores.site(site.slug);
  await Promise.all(made.map(({ row, bytes }) => store.put(row.storeKey, bytes)));
  await tx.insert(tables.checkpoint).values(made.map(({ row }) => row));
  return made.map(({ row }) => row);
}

/** What a contract gives to the files of its checkpoints. */
interface ContractFacts {
  readonly fence: unknown;
  readonly modelId: string;
  readonly seed: string;
}

async function contractsOf(tx: Transaction, jobIds: readonly string[]): Promise<Map<string, ContractFacts>> {
  const { contract, quote, job } = tables;
  const rows = await tx
    .select({ jobId: job.id, fence: contract.fence, modelId: quote.modelId, seed: quote.hash })
    .from(job)
    .innerJoin(contract, eq(contract.id, job.contractId))
    .innerJoin(quote, eq(quote.id, contract.quoteId))
    .where(inArray(job.id, [...jobIds]));
  return new Map(rows.map(({ jobId, ...facts }) => [jobId, facts]));
}

/** The hash of each job's last checkpoint, which its next one names as its parent. */
async function lastHashes(tx: Transaction, jobIds: readonly string[]): Promise<Map<string, string>> {
  const { checkpoint } = tables;
  const rows = await tx
    .selectDistinctOn([checkpoint.jobId], { jobId: checkpoint.jobId, hash: checkpoint.hash })
    .from(checkpoint)
    .where(inArray(checkpoint.jobId, [...jobIds]))
    .orderBy(asc(checkpoint.jobId), desc(checkpoint.step));
  return new Map(rows.map(({ jobId, hash }) => [jobId, hash]));
}

/** A checkpoint written again after a crash is the same checkpoint: papers that name it must not differ. */
const checkpointId = (jobId: string, step: number): string =>
  `${idPrefixes.checkpoint}_${createHash("sha256").update(`${jobId}/${step}`).digest("hex").slice(0, 32)}`;

function makeFile(job: JobRow, about: ContractFacts, saved: CheckpointSaved, parentHash: string | null) {
  const { organizationId, contractId, siteId } = job;
  const { step, tokens } = saved;
  const file = simulatedCheckpoint({
    jobId: job.id,
    contractId,
    step,
    tokens,
    seed: about.seed,
    model: about.modelId,
    parentHash,
    fence: about.fence as never,
  });
  const row = {
    id: checkpointId(job.id, step),
    organizationId,
    contractId,
    jobId: job.id,
    siteId,
    step,
    tokens,
    hash: file.hash,
    parentHash,
    bytes: file.bytes.length,
    storeKey: `checkpoints/${contractId}/${job.id}/${step}.ckpt`,
    fence: about.fence,
    effectiveAt: new Date(saved.effectiveAt),
  };
  return { row, bytes: file.bytes };
}
