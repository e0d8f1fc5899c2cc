import type { JobCheck } from "@ingot/compute";
import { decodeManifest, ManifestError, verifyVersion } from "@ingot/datasets";
import { tables, type Transaction } from "@ingot/db";
import { allowedSites, readFence } from "@ingot/governance";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import { siteFacts } from "./facts.ts";
import { type SiteRows, unchecked } from "./load.ts";

/** What a check takes: the job was accepted at this instant, and its check counts as done this much later. */
const checkTakesMilliseconds = 60_000;

/** Checks of a site's jobs: those that have taken effect by now, and when the others will. */
export interface SiteChecks {
  readonly due: readonly JobCheck[];
  /** **Unit** milliseconds since the epoch. */
  readonly waiting: readonly number[];
}

/**
 * Looks at everything that unchecked jobs need before they may queue, once for each contract and not before it counts:
 * its jobs read the same data at the same site. Dated by acceptance, so that a late look changes nothing that follows.
 */
export async function checkJobs(
  tx: Transaction,
  ctx: ServiceContext,
  rows: SiteRows,
  until: number,
): Promise<SiteChecks> {
  const dated = unchecked(rows).map((job) => ({ job, effectiveAt: job.createdAt.getTime() + checkTakesMilliseconds }));
  const due: JobCheck[] = [];
  const ripe = dated.filter(({ effectiveAt }) => effectiveAt <= until);
  for (const [contractId, entries] of Map.groupBy(ripe, ({ job }) => job.contractId)) {
    const refusal = await refusalOf(tx, ctx, contractId);
    due.push(...entries.map(({ job, effectiveAt }) => ({ jobId: job.id, effectiveAt, refusal })));
  }
  const waiting = dated.filter(({ effectiveAt }) => effectiveAt > until).map(({ effectiveAt }) => effectiveAt);
  return { due, waiting };
}

/** The fence still lets a contract's jobs run here, and every chunk of its data is there with the size that was stored. */
async function refusalOf(tx: Transaction, ctx: ServiceContext, contractId: string): Promise<JobCheck["refusal"]> {
  const { contract, quote, datasetVersion, site } = tables;
  const [row] = await tx
    .select({ contract, version: datasetVersion, site })
    .from(contract)
    .innerJoin(quote, eq(quote.id, contract.quoteId))
    .innerJoin(datasetVersion, eq(datasetVersion.id, quote.datasetVersionId))
    .innerJoin(site, eq(site.id, contract.siteId))
    .where(eq(contract.id, contractId));
  assert(row, `contract ${contractId} has its data and site`);
  const { refused } = allowedSites(readFence(row.contract.fence), [siteFacts(row.site)], row.contract.acceptedAt);
  const [outside] = refused;
  if (outside) {
    const text = outside.reasons.map((reason) => reason.text).join("; ");
    return { reason: "user_error", text: `the data may not be used here: ${text}` };
  }
  return damageOf(ctx, row.version.manifest);
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
