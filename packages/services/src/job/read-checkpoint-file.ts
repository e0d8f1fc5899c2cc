import { tables, type Transaction } from "@ingot/db";
import { decide, readFence, scopesOf, type SiteFacts } from "@ingot/governance";
import { eq } from "drizzle-orm";
import { realNow } from "../clock/now.ts";
import { actorId } from "../actor-id.ts";
import type { Request, ServiceContext } from "../context.ts";
import { assert, notFound, ServiceError } from "../errors.ts";
import { readTenant } from "../transaction.ts";
import { writeAudit } from "../audit/emit.ts";
import { readBuyer } from "../invoice/buyer.ts";
import { type CheckpointWire, checkpointWire } from "./checkpoint-wire.ts";

type Row = typeof tables.checkpoint.$inferSelect;

async function find(tx: Transaction, id: string): Promise<Row> {
  const [row] = await tx.select().from(tables.checkpoint).where(eq(tables.checkpoint.id, id));
  if (!row) throw notFound("checkpoint", id);
  return row;
}

export const getCheckpoint = ({ ctx, input }: Request<{ readonly id: string }>): Promise<CheckpointWire> =>
  readTenant(ctx, "checkpoint.read", async (tx) => checkpointWire(await find(tx, input.id)));

/** A checkpoint to be taken out, and where to. */
interface Taking {
  readonly id: string;
  /** Country where whoever takes it is, as a proxy of ours proved it; null when nobody did. */
  readonly readerCountry: string | null;
}

/**
 * A checkpoint's file, if its fence lets it leave the product for where its reader is; taking one is audited. A place
 * that nobody proved is outside every fence that limits places.
 */
export async function readCheckpointFile({ ctx, input }: Request<Taking>): Promise<{
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
}> {
  const { row, slug } = await readTenant(ctx, "checkpoint.export", async (tx, actor) => {
    const found = await find(tx, input.id);
    const [[site], at, destination] = await Promise.all([
      tx.select({ slug: tables.site.slug }).from(tables.site).where(eq(tables.site.id, found.siteId)),
      realNow(tx),
      readerOf(tx, actor.organizationId, input.readerCountry),
    ]);
    assert(site, `checkpoint ${found.id} lies at a site`);
    const decision = decide({
      actor: {
        kind: actor.kind,
        id: actorId(actor),
        organizationId: actor.organizationId,
        member: true,
        scopes: scopesOf(actor.role),
      },
      action: "export",
      artifact: {
        id: found.id,
        kind: "checkpoint",
        organizationId: found.organizationId,
        fence: readFence(found.fence),
        state: "live",
      },
      destination,
      at,
    });
    if (decision.kind === "forbid") throw refusal(decision.reasons.map((reason) => reason.text));
    await auditTaking(tx, ctx, found, input.readerCountry);
    return { row: found, slug: site.slug };
  });
  const bytes = await ctx.platform.stores.site(slug).get(row.storeKey);
  if (!bytes)
    throw new ServiceError("SERVICE_UNAVAILABLE", `the file of checkpoint ${row.id} is not in its site's store now`);
  return { name: `${row.jobId}-step-${row.step}.ckpt`, bytes, hash: row.hash };
}

const refusal = (texts: readonly string[]) =>
  new ServiceError("EXPORT", `this checkpoint may not leave the product: ${texts.join("; ")}`);

/** The reader's machine as a place: it stands where the reader is, and the reader's organization runs it. */
async function readerOf(tx: Transaction, organizationId: string, country: string | null): Promise<SiteFacts> {
  const { country: home } = await readBuyer(tx, organizationId);
  return { id: "reader", jurisdiction: country, operatorCountries: [home], certificates: [] };
}

const auditTaking = (tx: Transaction, ctx: ServiceContext, row: Row, readerCountry: string | null) =>
  writeAudit(tx, ctx, {
    action: "checkpoint.exported",
    organizationId: row.organizationId,
    subject: {
      kind: "checkpoint",
      id: row.id,
      data: { hash: row.hash, step: row.step, reader_country: readerCountry },
    },
  });
