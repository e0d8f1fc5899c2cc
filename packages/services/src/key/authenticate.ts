import { type Database, tables } from "@ingot/db";
import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Actor } from "../context.ts";
import { asCustomerRole } from "../identity/auth-roles.ts";
import { hashSecret, secretPattern } from "./secret.ts";

/** The key behind a secret, or undefined when none is in force. Runs as the role of sign-in. */
export async function authenticateKey(
  database: Database,
  secret: string,
): Promise<Extract<Actor, { kind: "key" }> | undefined> {
  if (!secretPattern.test(secret)) return undefined;
  const { apiKey } = tables;
  const { id, name, organizationId, role } = apiKey;
  const alive = and(
    isNull(apiKey.revokedAt),
    or(isNull(apiKey.expiresAt), gt(apiKey.expiresAt, sql`clock_timestamp()`)),
  );
  const [row] = await database
    .select({ id, name, organizationId, role })
    .from(apiKey)
    .where(and(eq(apiKey.secretHash, hashSecret(secret)), alive));
  const known = asCustomerRole(row?.role ?? "");
  if (!row || !known) return undefined;
  await noteUse(database, row.id);
  return { kind: "key", keyId: row.id, name: row.name, organizationId: row.organizationId, role: known };
}

/** Once a minute is exact enough, and spares every request a write. */
async function noteUse(database: Database, keyId: string): Promise<void> {
  const { id, lastUsedAt } = tables.apiKey;
  const stale = or(isNull(lastUsedAt), lt(lastUsedAt, sql`clock_timestamp() - interval '1 minute'`));
  await database
    .update(tables.apiKey)
    .set({ lastUsedAt: sql`clock_timestamp()` })
    .where(and(eq(id, keyId), stale));
}
