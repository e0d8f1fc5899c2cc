import { tables } from "@ingot/db";
import { desc, eq } from "drizzle-orm";
import type { Request } from "../context.ts";
import { requireStaff } from "../transaction.ts";
import { type StaffKeyWire, staffKeyWire } from "./wire.ts";

/** The asker's own keys, newest first, revoked ones included. */
export async function listStaffKeys({ ctx }: Request<unknown>): Promise<{ items: StaffKeyWire[] }> {
  const { personId } = requireStaff(ctx, "fleet.read");
  const { staffKey } = tables;
  const rows = await ctx.platform.databases.platform
    .select()
    .from(staffKey)
    .where(eq(staffKey.createdById, personId))
    .orderBy(desc(staffKey.createdAt), desc(staffKey.id));
  return { items: rows.map(staffKeyWire) };
}
