import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { notFound } from "../errors.ts";
import { writeTenant } from "../transaction.ts";
import type { keyRevokeInput } from "./schemas.ts";
import { type KeyWire, keyWire } from "./wire.ts";

/** Ends a key from this instant on. Revoking a revoked key keeps the first date. */
export function revokeKey({ ctx, input }: Request<z.infer<typeof keyRevokeInput>>): Promise<KeyWire> {
  return writeTenant(ctx, { action: "key.revoked", scope: "key.write", input }, async (tx) => {
    const { apiKey } = tables;
    const [row] = await tx.select().from(apiKey).where(eq(apiKey.id, input.id)).for("update");
    if (!row) throw notFound("key", input.id);
    const revokedAt = row.revokedAt ?? (await realNow(tx));
    await tx.update(apiKey).set({ revokedAt }).where(eq(apiKey.id, row.id));
    return { result: keyWire({ ...row, revokedAt }), subject: { kind: "key", id: row.id, data: { name: row.name } } };
  });
}
