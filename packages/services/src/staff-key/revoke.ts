import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { notFound } from "../errors.ts";
import { writePlatform } from "../transaction.ts";
import type { staffKeyRevokeInput } from "./schemas.ts";
import { type StaffKeyWire, staffKeyWire } from "./wire.ts";

/** Ends a key from this instant on, a colleague's too. Revoking a revoked key keeps the first date. */
export function revokeStaffKey({ ctx, input }: Request<z.infer<typeof staffKeyRevokeInput>>): Promise<StaffKeyWire> {
  return writePlatform(ctx, { action: "staff_key.revoked", scope: "fleet.write", input }, async (tx) => {
    const { staffKey } = tables;
    const [row] = await tx.select().from(staffKey).where(eq(staffKey.id, input.id)).for("update");
    if (!row) throw notFound("key", input.id);
    const revokedAt = row.revokedAt ?? (await realNow(tx));
    await tx.update(staffKey).set({ revokedAt }).where(eq(staffKey.id, row.id));
    const data = { name: row.name };
    return { result: staffKeyWire({ ...row, revokedAt }), subject: { kind: "staff_key", id: row.id, data } };
  });
}
