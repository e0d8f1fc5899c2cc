import type { tables } from "@ingot/db";
import type { z } from "zod";
import type { keySchema } from "./schemas.ts";

export type KeyWire = z.infer<typeof keySchema>;

/** A key as customers see it: never its hash. */
export const keyWire = (row: Omit<typeof tables.apiKey.$inferSelect, "secretHash">): KeyWire => ({
  id: row.id,
  name: row.name,
  prefix: row.prefix,
  role: row.role,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  expires_at: row.expiresAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
});
