import { type Database, tables } from "@ingot/db";
import { and, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Actor } from "../context.ts";
import { asCustomerRole, asStaffRole } from "../identity/auth-roles.ts";
import { hashSecret, secretPattern } from "./secret.ts";

/** The key behind a secret, or undefined when none is in force. Runs as the role of sign-in. */
export async function authenticateKey(
  database: Database,
  secret: string,
): Promise<Extract<Actor, { kind: "key" | "staff" }> | undefined> {
  if (!secretPattern.test(secret)) return undefined;
  const hash = hashSecret(secret);
  return (await ofCustomer(database, hash)) ?? ofStaff(database, hash);
}

async function ofCustomer(
  database: Database,
  secretHash: string,
): Promise<Extract<Actor, { kind: "key" }> | undefined> {
  const { apiKey } = tables;
  const { id, name, organizationId, role } = apiKey;
  const [row] = await database
    .select({ id, name, organizationId, role, unnoted: unnoted(apiKey) })
    .from(apiKey)
    .where(and(eq(apiKey.secretHash, secretHash), alive(apiKey)));
  const known = asCustomerRole(row?.role ?? "");
  if (!row || !known) return undefined;
  if (row.unnoted) await noteUse(database, apiKey, row.id);
  return { kind: "key", keyId: row.id, name: row.name, organizationId: row.organizationId, role: known };
}

/** A key of staff speaks for its maker, and falls silent when the maker is staff no more. */
async function ofStaff(database: Database, secretHash: string): Promise<Extract<Actor, { kind: "staff" }> | undefined> {
  const { staffKey, staffMember, user } = tables;
  const [row] = await database
    .select({
      key: { id: staffKey.id, name: staffKey.name, scopes: staffKey.scopes },
      who: { personId: user.id, name: user.name, email: user.email },
      role: staffMember.role,
      unnoted: unnoted(staffKey),
    })
    .from(staffKey)
    .innerJoin(staffMember, eq(staffMember.userId, staffKey.createdById))
    .innerJoin(user, eq(user.id, staffKey.createdById))
    .where(and(eq(staffKey.secretHash, secretHash), alive(staffKey)));
  const role = asStaffRole(row?.role ?? "");
  if (!row || !role) return undefined;
  if (row.unnoted) await noteUse(database, staffKey, row.key.id);
  return { kind: "staff", ...row.who, role, key: row.key };
}

type KeyTable = typeof tables.apiKey | typeof tables.staffKey;

const alive = (key: KeyTable) =>
  and(isNull(key.revokedAt), or(isNull(key.expiresAt), gt(key.expiresAt, sql`clock_timestamp()`)));

/** Once a minute is exact enough, and spares every request a write. */
const unnoted = ({ lastUsedAt }: KeyTable) =>
  sql<boolean>`coalesce(${lastUsedAt} < clock_timestamp() - interval '1 minute', true)`;

async function noteUse(database: Database, table: KeyTable, keyId: string): Promise<void> {
  await database
    .update(table)
    .set({ lastUsedAt: sql`clock_timestamp()` })
    .where(eq(table.id, keyId));
}
