import { tables, type Transaction } from "@ingot/db";
import { decide, readFence, scopesOf } from "@ingot/governance";
import { eq } from "drizzle-orm";
import { realNow } from "../clock/now.ts";
import { actorId } from "../actor-id.ts";
import type { Request, ServiceContext } from "../context.ts";
import { assert, notFound, ServiceError } from "../errors.ts";
import { readTenant } from "../transaction.ts";
import { writeAudit } from "../audit/emit.ts";
import { siteFacts } from "../site/facts.ts";
import { type CheckpointWire, checkpointWire } from "./checkpoint-wire.ts";

type Row = typeof tables.checkpoint.$inferSelect;

async function find(tx: Transaction, id: string): Promise<Row> {
  const [row] = await tx.select().from(tables.checkpoint).where(eq(tables.checkpoint.id, id));
  if (!row) throw notFound("checkpoint", id);
  return row;
}

export const getCheckpoint = ({ ctx, input }: Request<{ readonly id: string }>): Promise<CheckpointWire> =>
  readTenant(ctx, "checkpoint.read", async (tx) => checkpointWire(await find(tx, input.id)));

/** A checkpoint's file, if its fence lets it leave the product; taking one is audited. */
export async function readCheckpointFile({ ctx, input }: Request<{ readonly id: string }>): Promise<{
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly hash: string;
}> {
  const { row, slug } = await readTenant(ctx, "checkpoint.export", async (tx, actor) => {
    const found = await find(tx, input.id);
    const [site] = await tx.select().from(tables.site).where(eq(tables.site.id, found.siteId));
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
      destination: siteFacts(site),
      at: await realNow(tx),
    });
    if (decision.kind === "forbid") throw refusal(decision.reasons.map((reason) => reason.text));
    await auditTaking(tx, ctx, found);
    return { row: found, slug: site.slug };
  });
  const bytes = await ctx.platform.stores.site(slug).get(row.storeKey);
  if (!bytes)
    throw new ServiceError("SERVICE_UNAVAILABLE", `the file of checkpoint ${row.id} is not in its site's store now`);
  return { name: `${row.jobId}-step-${row.step}.ckpt`, bytes, hash: row.hash };
}

const refusal = (texts: readonly string[]) =>
  new ServiceError("EXPORT", `this checkpoint may not leave the product: ${texts.join("; ")}`);

const auditTaking = (tx: Transaction, ctx: ServiceContext, row: Row) =>
  writeAudit(tx, ctx, {
    action: "checkpoint.exported",
    organizationId: row.organizationId,
    subject: { kind: "checkpoint", id: row.id, data: { hash: row.hash, step: row.step } },
  });
