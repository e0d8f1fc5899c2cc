import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { Request } from "../context.ts";
import { assert } from "../errors.ts";
import { releaseCapacity } from "../quote/hold-capacity.ts";
import { writeSystem } from "../transaction.ts";
import { appendEvents } from "./append-events.ts";
import { deliveryManifest } from "./delivery-manifest.ts";
import { endOfJobs, readSettling } from "./read-billing.ts";

/** Hands over a contract whose jobs succeeded: the manifest in the site's store, the final checkpoint marked. */
export async function deliverContract({ ctx, input }: Request<{ readonly contractId: string }>): Promise<void> {
  return writeSystem(ctx, "contract.deliver", async (tx) => {
    const settling = await readSettling(tx, ctx, input.contractId);
    const { contract, jobs } = settling;
    if (contract.status !== "active" && contract.status !== "paused") return { result: undefined };
    assert(
      jobs.every(({ status }) => status === "succeeded"),
      `every job of ${contract.id} succeeded before delivery`,
    );
    const finishedAt = endOfJobs(settling);
    const manifest = await deliveryManifest(tx, settling, finishedAt);
    const [site] = await tx.select().from(tables.site).where(eq(tables.site.id, contract.siteId));
    assert(site, `contract ${contract.id} has its site`);
    await ctx.platform.stores.site(site.slug).put(manifest.storeKey, Buffer.from(manifest.text));
    await tx.update(tables.checkpoint).set({ final: true }).where(eq(tables.checkpoint.id, manifest.final.id));
    await tx
      .update(tables.contract)
      .set({ status: "delivered", finishedAt })
      .where(eq(tables.contract.id, contract.id));
    await releaseCapacity(tx, contract.id, finishedAt);
    const data = {
      manifest_hash: manifest.hash,
      checkpoint_id: manifest.final.id,
      checkpoint_hash: manifest.final.hash,
      tokens_trained: manifest.final.tokens,
    };
    await appendEvents(tx, ctx, contract, [
      { eventKey: "contract.delivered", type: "contract.delivered", jobId: null, effectiveAt: finishedAt, data },
    ]);
    const subject = { kind: "contract", id: contract.id, data };
    return { result: undefined, subject, organizationId: contract.organizationId };
  });
}
