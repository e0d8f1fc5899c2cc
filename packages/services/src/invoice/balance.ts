import { tables } from "@ingot/db";
import { type Currency, money, toWire } from "@ingot/units";
import { and, desc, eq, or } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import type { balanceOutput } from "./schemas.ts";

type BalanceWire = z.infer<typeof balanceOutput>;

/** Newest movements shown. */
const shown = 100;

/** What the organization can spend, what is held for its contracts, and what moved it. */
export async function getBalance({ ctx }: Request<unknown>): Promise<BalanceWire> {
  return readTenant(ctx, "invoice.read", async (tx, actor) => {
    const { ledgerAccount, ledgerTransfer } = tables;
    const [account] = await tx
      .select()
      .from(ledgerAccount)
      .where(and(eq(ledgerAccount.organizationId, actor.organizationId), eq(ledgerAccount.kind, "customer_balance")));
    const currency = (account?.currency ?? "USD") as Currency;
    const amount = (minor: bigint) => toWire(money(currency, minor));
    if (!account) return { available: amount(0n), held: amount(0n), entries: [] };
    const rows = await tx
      .select()
      .from(ledgerTransfer)
      .where(or(eq(ledgerTransfer.debitAccountId, account.id), eq(ledgerTransfer.creditAccountId, account.id)))
      .orderBy(desc(ledgerTransfer.effectiveAt), desc(ledgerTransfer.id))
      .limit(shown);
    return {
      available: amount(account.postedMinor - account.heldMinor),
      held: amount(account.heldMinor),
      entries: rows.map((row) => ({
        id: row.id,
        kind: row.kind,
        label: row.label,
        amount: amount(comesIn(row, account.id) ? row.amountMinor : -row.amountMinor),
        contract_id: row.contractId,
        effective_at: row.effectiveAt.toISOString(),
      })),
    };
  });
}

/** Credits come in, and so does what is given back of a hold. */
const comesIn = (row: typeof tables.ledgerTransfer.$inferSelect, accountId: string): boolean =>
  row.creditAccountId === accountId || row.kind === "release";
