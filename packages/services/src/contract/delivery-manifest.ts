import { tables, type Transaction } from "@ingot/db";
import { canonicalJson } from "@ingot/pricing";
import { asc, eq } from "drizzle-orm";
import { assert } from "../errors.ts";
import { sha256 } from "../quote/digest.ts";
import type { SignedPaper } from "../quote/document.ts";
import type { CheckpointRow, Settling } from "./read-billing.ts";

/** What is handed over, as one canonical text with its hash. */
export interface DeliveryManifest {
  readonly storeKey: string;
  readonly text: string;
  readonly hash: string;
  readonly final: CheckpointRow;
}

/** Lists a contract's checkpoints with their lineage: from the signed quote and the data's hash to the final weights. */
export async function deliveryManifest(
  tx: Transaction,
  settling: Settling,
  finishedAt: Date,
): Promise<DeliveryManifest> {
  const { contract } = settling;
  const { checkpoint, quote: quotes } = tables;
  const [quote] = await tx
    .select({
      number: quotes.number,
      hash: quotes.hash,
      signature: quotes.signature,
      document: quotes.document,
    })
    .from(quotes)
    .where(eq(quotes.id, contract.quoteId));
  const rows = await tx
    .select()
    .from(checkpoint)
    .where(eq(checkpoint.contractId, contract.id))
    .orderBy(asc(checkpoint.step));
  const final = rows.at(-1);
  assert(quote && final, `contract ${contract.id} has its quote and a final checkpoint`);
  const document = JSON.parse(quote.document) as SignedPaper;
  const text = canonicalJson({
    schema: "ingot.delivery/1",
    simulated: true,
    contract: { id: contract.id, number: contract.number, finished_at: finishedAt.toISOString() },
    quote: { number: quote.number, hash: quote.hash, signature: quote.signature },
    model: document.model,
    recipe: document.recipe,
    dataset_version: document.dataset_version,
    plan_digest: document.planner.plan_digest,
    tokens_trained: String(final.tokens),
    fence: contract.fence,
    checkpoints: rows.map((row) => ({
      id: row.id,
      step: row.step,
      tokens: String(row.tokens),
      hash: row.hash,
      parent_hash: row.parentHash,
      store_key: row.storeKey,
      final: row.id === final.id,
    })),
    validation: (contract.validation as { slice: string; loss: number }[]).map(({ slice, loss }) => ({
      slice,
      loss: String(loss),
    })),
  });
  return { storeKey: `deliveries/${contract.id}/manifest.json`, text, hash: sha256(text), final };
}
