import { tables, type Transaction } from "@ingot/db";
import type { Currency } from "@ingot/units";
import { and, asc, eq } from "drizzle-orm";
import type { IdSource } from "../context.ts";
import { assert } from "../errors.ts";

export type AccountKind = (typeof tables.ledgerAccountKinds)[number];

/** An organization's accounts in one currency: kind → id. */
export interface Books {
  readonly organizationId: string;
  readonly currency: Currency;
  readonly accounts: Readonly<Record<AccountKind, string>>;
}

/** The customer's balance alone may not fall below zero: what is held or spent must be there. */
const floorOf = (kind: AccountKind): bigint | null => (kind === "customer_balance" ? 0n : null);

/**
 * An organization's books, opened when first used and locked until the transaction ends: two transactions that move
 * money between several of the same accounts come one after the other and cannot wait for each other.
 */
export async function openBooks(
  tx: Transaction,
  ctx: IdSource,
  organizationId: string,
  currency: Currency,
): Promise<Books> {
  const found = await readBooks(tx, organizationId, currency);
  if (found) return found;
  const rows = tables.ledgerAccountKinds.map((kind) => ({
    id: ctx.platform.newId("account"),
    organizationId,
    kind,
    currency,
    floorMinor: floorOf(kind),
  }));
  await tx.insert(tables.ledgerAccount).values(rows).onConflictDoNothing();
  const opened = await readBooks(tx, organizationId, currency);
  assert(opened, `the books of ${organizationId} in ${currency} are open`);
  return opened;
}

async function readBooks(tx: Transaction, organizationId: string, currency: Currency): Promise<Books | undefined> {
  const { ledgerAccount } = tables;
  const rows = await tx
    .select({ id: ledgerAccount.id, kind: ledgerAccount.kind })
    .from(ledgerAccount)
    .where(and(eq(ledgerAccount.organizationId, organizationId), eq(ledgerAccount.currency, currency)))
    .orderBy(asc(ledgerAccount.id))
    .for("update");
  if (rows.length < tables.ledgerAccountKinds.length) return undefined;
  const accounts = Object.fromEntries(rows.map(({ kind, id }) => [kind, id])) as Record<AccountKind, string>;
  return { organizationId, currency, accounts };
}
