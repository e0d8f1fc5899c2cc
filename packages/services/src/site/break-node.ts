import { tables } from "@ingot/db";
import { and, eq, isNull } from "drizzle-orm";
import type { z } from "zod";
import { actorId } from "../actor-id.ts";
import type { Request } from "../context.ts";
import { notFound, ServiceError } from "../errors.ts";
import { enqueue } from "../outbox.ts";
import { writePlatform } from "../transaction.ts";
import { siteNow } from "./lock.ts";
import type { nodeBreakInput, nodeBreakOutput } from "./schemas.ts";

/** Breaks a node as a fault would: whatever runs on it recovers from its last checkpoint. */
export const breakNode = ({
  ctx,
  input,
}: Request<z.infer<typeof nodeBreakInput>>): Promise<z.infer<typeof nodeBreakOutput>> =>
  writePlatform(ctx, { action: "node.break", scope: "fleet.write", input }, async (tx) => {
    const { node, siteRequest } = tables;
    const effectiveAt = await siteNow(tx, input.site_id);
    const [row] = await tx
      .select()
      .from(node)
      .where(and(eq(node.id, input.node_id), eq(node.siteId, input.site_id)));
    if (!row) throw notFound("node", input.node_id);
    const open = and(eq(siteRequest.nodeId, row.id), isNull(siteRequest.handledAt));
    const [waiting] = await tx.select({ id: siteRequest.id }).from(siteRequest).where(open);
    if (row.status === "down" || waiting) {
      throw new ServiceError("CONFLICT", `only a node that is up can be broken, and ${row.id} is down`, {
        status: "down",
      });
    }
    const id = ctx.platform.newId("request");
    const requestedBy = actorId(ctx.actor);
    await tx
      .insert(siteRequest)
      .values({ id, siteId: input.site_id, kind: "break", nodeId: row.id, requestedBy, effectiveAt });
    await enqueue(tx, ctx, null, { kind: "site.wake", siteId: input.site_id });
    return {
      result: { id, effective_at: effectiveAt.toISOString() },
      subject: { kind: "node", id: row.id, data: { site_id: input.site_id } },
    };
  });
