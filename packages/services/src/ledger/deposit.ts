import type { Transaction } from "@ingot/db";
import type { Money } from "@ingot/units";
import type { IdSource } from "../context.ts";
import { openBooks } from "./accounts.ts";
import { transfer } from "./transfer.ts";

/** Money of a customer that reached our bank. The reference makes it count once. */
export interface MoneyIn {
  readonly organizationId: string;
  readonly amount: Money;
  readonly reference: string;
  readonly label: string;
  readonly effectiveAt: Date;
}

/** Puts money that a customer paid in on the customer's balance. */
export async function creditBalance(tx: Transaction, ctx: IdSource, received: MoneyIn): Promise<void> {
  const { organizationId, amount, reference, label, effectiveAt } = received;
  const books = await openBooks(tx, ctx, organizationId, amount.currency);
  await transfer(tx, ctx, books, [
    {
      reference,
      kind: "post",
      debit: "bank_clearing",
      credit: "customer_balance",
      amountMinor: amount.minor,
      label,
      effectiveAt,
    },
  ]);
}
