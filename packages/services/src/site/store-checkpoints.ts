import { createHash } from "node:crypto";
import type { CheckpointSaved } from "@ingot/compute";
import { simulatedCheckpoint } from "@ingot/datasets";
import { tables, type Transaction } from "@ingot/db";
import { idPrefixes } from "@ingot/units";
import { desc, eq } from "drizzle-orm";
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
 * Writes a checkpoint's file, then its row. The file's bytes follow from its row's facts, so that a crash between the
 * two leaves a file that the next try writes again, byte for byte.
 */
export async function storeCheckpoints(
  tx: Transaction,
  ctx: ServiceContext,
  rows: SiteRows,
  saved: readonly CheckpointSaved[],
): Promise<StoredCheckpoint[]> {
  const stored: StoredCheckpoint[] = [];
  for (const checkpoint of saved) {
    const job = rows.jobs.find((row) => row.id === checkpoint.jobId);
    assert(job, `checkpoint of a job of this site: ${checkpoint.jobId}`);
    stored.push(await storeCheckpoint(tx, ctx, rows, job, checkpoint));
  }
  return stored;
}

/** A checkpoint written again after a crash is the same checkpoint: papers that name it must not differ. */
const checkpointId = (jobId: string, step: number): string =>
  `${idPrefixes.checkpoint}_${createHash("sha256").update(`${jobId}/${step}`).digest("hex").slice(0, 32)}`;

async function storeCheckpoint(
  tx: Transaction,
  ctx: ServiceContext,
  rows: SiteRows,
  job: JobRow,
  saved: CheckpointSaved,
): Promise<StoredCheckpoint> {
  const { checkpoint, contract, quote } = tables;
  const [about] = await tx
    .select({ fence: contract.fence, modelId: quote.modelId, seed: quote.hash })
    .from(contract)
    .innerJoin(quote, eq(quote.id, contract.quoteId))
    .where(eq(contract.id, job.contractId));
  assert(about, `job ${job.id} has its contract`);
  const [parent] = await tx
    .select({ hash: checkpoint.hash })
    .from(checkpoint)
    .where(eq(checkpoint.jobId, job.id))
    .orderBy(desc(checkpoint.step))
    .limit(1);
  const parentHash = parent?.hash ?? null;
  const file = simulatedCheckpoint({
    jobId: job.id,
    contractId: job.contractId,
    step: saved.step,
    tokens: saved.tokens,
    seed: about.seed,
    model: about.modelId,
    parentHash,
    fence: about.fence as never,
  });
  const storeKey = `checkpoints/${job.contractId}/${job.id}/${saved.step}.ckpt`;
  await ctx.platform.stores.site(rows.site.slug).put(storeKey, file.bytes);
  const id = checkpointId(job.id, saved.step);
  const effectiveAt = new Date(saved.effectiveAt);
  await tx.insert(checkpoint).values({
    id,
    organizationId: job.organizationId,
    contractId: job.contractId,
    jobId: job.id,
    siteId: rows.site.id,
    step: saved.step,
    tokens: saved.tokens,
    hash: file.hash,
    parentHash,
    bytes: file.bytes.length,
    storeKey,
    fence: about.fence,
    effectiveAt,
  });
  return { id, hash: file.hash, jobId: job.id, step: saved.step, tokens: saved.tokens, effectiveAt };
}
