import type { JobCheck } from "@ingot/compute";
import { decodeManifest, ManifestError, verifyVersion } from "@ingot/datasets";
import { tables, type Transaction } from "@ingot/db";
import { allowedSites, readFence } from "@ingot/governance";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import { siteFacts } from "./facts.ts";
import type { JobRow } from "./load.ts";

/** What a check takes: the job was accepted at this instant, and its check counts as done this much later. */
const checkTakesMilliseconds = 60_000;

/**
 * Looks at everything a job needs before it may queue: the fence still lets it run here, and every chunk of its data is
 * there with the size that was stored. Dated by acceptance, so that a late look changes nothing that follows.
 */
export async function checkJob(tx: Transaction, ctx: ServiceContext, job: JobRow): Promise<JobCheck> {
  const { contract, quote, datasetVersion, site } = tables;
  const [row] = await tx
    .select({ contract, version: datasetVersion, site })
    .from(contract)
    .innerJoin(quote, eq(quote.id, contract.quoteId))
    .innerJoin(datasetVersion, eq(datasetVersion.id, quote.datasetVersionId))
    .innerJoin(site, eq(site.id, contract.siteId))
    .where(eq(contract.id, job.contractId));
  assert(row, `job ${job.id} has its contract, data and site`);
  const effectiveAt = job.createdAt.getTime() + checkTakesMilliseconds;
  const { refused } = allowedSites(readFence(row.contract.fence), [siteFacts(row.site)], row.contract.acceptedAt);
  const [outside] = refused;
  if (outside) {
    const text = outside.reasons.map((reason) => reason.text).join("; ");
    return {
      jobId: job.id,
      effectiveAt,
      refusal: { reason: "user_error", text: `the data may not be used here: ${text}` },
    };
  }
  return { jobId: job.id, effectiveAt, refusal: await damageOf(ctx, row.version.manifest) };
}

async function damageOf(ctx: ServiceContext, stored: unknown): Promise<JobCheck["refusal"]> {
  try {
    const manifest = decodeManifest(Buffer.from(JSON.stringify(stored)));
    const { damages, chunksChecked } = await verifyVersion(ctx.platform.stores.datasets, manifest, { full: false });
    if (damages.length === 0) return null;
    return {
      reason: "dataset_invalid",
      text: `${damages.length} of ${chunksChecked} chunks of the data are missing or cut short`,
    };
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    return { reason: "dataset_invalid", text: error.message };
  }
}
