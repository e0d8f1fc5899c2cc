import type { tables } from "@ingot/db";
import type { z } from "zod";
import type { staffKeySchema } from "./schemas.ts";

export type StaffKeyWire = z.infer<typeof staffKeySchema>;

/** A key as staff see it: never its hash. */
export const staffKeyWire = (row: Omit<typeof tables.staffKey.$inferSelect, "secretHash">): StaffKeyWire => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  scopes: row.scopes,
  created_by_id: row.createdById,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  revoked_at: row.revokedAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});
