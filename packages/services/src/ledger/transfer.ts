import { tables, type Transaction } from "@ingot/db";
import { and, eq, inArray } from "drizzle-orm";
import { atWriting } from "../clock/now.ts";
import type { IdSource } from "../context.ts";
import { ServiceError } from "../errors.ts";
import type { AccountKind, Books } from "./accounts.ts";

/** One movement between two accounts of the same books. An amount of zero moves nothing and writes nothing. */
export interface Movement {
  /** What makes it happen once: the same reference with the same content is ignored, with another it is refused. */
  readonly reference: string;
  readonly kind: "post" | "hold" | "settle" | "release";
  readonly debit: AccountKind;
  readonly credit: AccountKind;
  readonly amountMinor: bigint;
  readonly holdId?: string | null;
  readonly label: string;
  readonly contractId?: string | null;
  readonly invoiceId?: string | null;
  readonly effectiveAt: Date;
}

/**
 * Writes movements in the order given. The transaction must hold a lock that makes equal references come one after the
 * other (the contract's row does); should two meet all the same, the unique reference lets one fail whole.
 */
export async function transfer(
  tx: Transaction,
  ctx: IdSource,
  books: Books,
  movements: readonly Movement[],
): Promise<void> {
  const moving = movements.filter(({ amountMinor }) => amountMinor !== 0n);
  if (moving.length === 0) return;
  const written = await writtenBefore(tx, books, moving);
  const fresh: Row[] = [];
  for (const movement of moving) {
    const row = toRow(books, movement);
    const before = written.get(movement.reference);
    // Asked for first, not by ON CONFLICT: another content under the same reference must be refused, not ignored.
    if (before) refuseAnother(before, row);
    else fresh.push(row);
  }
  if (fresh.length === 0) return;
  const rows = fresh.map((row) => ({ ...row, id: ctx.platform.newId("transfer"), createdAt: atWriting }));
  await tx.insert(tables.ledgerTransfer).values(rows);
}

type Row = Omit<typeof tables.ledgerTransfer.$inferInsert, "id" | "createdAt">;

function toRow(books: Books, movement: Movement): Row {
  const { debit, credit, contractId, invoiceId, holdId, ...rest } = movement;
  return {
    ...rest,
    organizationId: books.organizationId,
    debitAccountId: books.accounts[debit],
    creditAccountId: books.accounts[credit],
    contractId: contractId ?? null,
    invoiceId: invoiceId ?? null,
    holdId: holdId ?? null,
  };
}

async function writtenBefore(tx: Transaction, books: Books, movements: readonly Movement[]) {
  const { ledgerTransfer } = tables;
  const references = movements.map(({ reference }) => reference);
  const rows = await tx
    .select()
    .from(ledgerTransfer)
    .where(and(eq(ledgerTransfer.organizationId, books.organizationId), inArray(ledgerTransfer.reference, references)));
  return new Map(rows.map((row) => [row.reference, row]));
}

const fixedFields = ["kind", "debitAccountId", "creditAccountId", "amountMinor", "holdId"] as const;

function refuseAnother(before: typeof tables.ledgerTransfer.$inferSelect, again: Row): void {
  const changed = fixedFields.find((field) => before[field] !== again[field]);
  if (changed === undefined) return;
  throw new ServiceError(
    "CONFLICT",
    `the transfer "${before.reference}" was made with ${changed} ${before[changed]}, received ${again[changed]}`,
  );
}
