import { tables, type Transaction } from "@ingot/db";
import { money, toReadable, toWire } from "@ingot/units";
import { and, eq, sql } from "drizzle-orm";
import type { IdSource } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import type { Books } from "./accounts.ts";
import { transfer } from "./transfer.ts";

const holdReference = (contractId: string) => `hold:${contractId}`;

/** Money kept aside for a contract out of the customer's balance. */
export interface Hold {
  readonly contractId: string;
  readonly amountMinor: bigint;
  readonly label: string;
  readonly effectiveAt: Date;
}

/** Keeps the price of a contract aside. **Throws** INSUFFICIENT_FUNDS with what is needed and what there is. */
export async function holdFunds(tx: Transaction, ctx: IdSource, books: Books, hold: Hold): Promise<void> {
  const { ledgerAccount } = tables;
  const [balance] = await tx
    .select()
    .from(ledgerAccount)
    .where(eq(ledgerAccount.id, books.accounts.customer_balance))
    .for("update");
  assert(balance, "the customer has a balance account");
  const available = money(books.currency, balance.postedMinor - balance.heldMinor);
  const needed = money(books.currency, hold.amountMinor);
  if (available.minor < needed.minor) {
    throw new ServiceError(
      "INSUFFICIENT_FUNDS",
      `this contract needs ${toReadable(needed)} on the balance, and ${toReadable(available)} is available`,
      { needed: toWire(needed), available: toWire(available) },
    );
  }
  await transfer(tx, ctx, books, [
    {
      ...hold,
      reference: holdReference(hold.contractId),
      kind: "hold",
      debit: "customer_balance",
      credit: "contract_liability",
    },
  ]);
}

/** A contract's hold and how much of it is still kept. */
export interface OpenHold {
  readonly id: string;
  readonly leftMinor: bigint;
}

export async function readHold(tx: Transaction, contractId: string): Promise<OpenHold | undefined> {
  const { ledgerTransfer } = tables;
  const [hold] = await tx
    .select({
      id: ledgerTransfer.id,
      amountMinor: ledgerTransfer.amountMinor,
      resolved: sql<string>`(select coalesce(sum(resolution.amount_minor), 0) from ${ledgerTransfer} as resolution
        where resolution.contract_id = ${contractId} and resolution.hold_id = ${sql.raw('"ledger_transfer"."id"')})`,
    })
    .from(ledgerTransfer)
    .where(and(eq(ledgerTransfer.contractId, contractId), eq(ledgerTransfer.reference, holdReference(contractId))));
  return hold && { id: hold.id, leftMinor: hold.amountMinor - BigInt(hold.resolved) };
}

/** Gives back what is left of a contract's hold. */
export async function releaseHold(
  tx: Transaction,
  ctx: IdSource,
  books: Books,
  contractId: string,
  effectiveAt: Date,
): Promise<void> {
  const hold = await readHold(tx, contractId);
  if (!hold) return;
  await transfer(tx, ctx, books, [
    {
      reference: `release:${contractId}`,
      kind: "release",
      debit: "customer_balance",
      credit: "contract_liability",
      amountMinor: hold.leftMinor,
      holdId: hold.id,
      label: "Rest of the reserved price given back",
      contractId,
      effectiveAt,
    },
  ]);
}
