import { createHash } from "node:crypto";
import { tables, type Transaction } from "@ingot/db";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import type { InvoiceDocument } from "./document.ts";
import { renderInvoice } from "./pdf.ts";

export type InvoiceRow = typeof tables.invoice.$inferSelect;

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Makes the PDF of an issued invoice, keeps it, and writes its hash on the row. Made before, nothing happens. */
async function keepPaper(tx: Transaction, ctx: ServiceContext, row: InvoiceRow): Promise<string> {
  if (row.pdfHash !== null) return row.pdfHash;
  assert(row.number !== null, `invoice ${row.id} has its number`);
  const bytes = await renderInvoice(row.document as InvoiceDocument);
  const pdfHash = digest(bytes);
  const pdfKey = `invoices/${row.number.toLowerCase()}.pdf`;
  await ctx.platform.stores.papers.put(pdfKey, bytes);
  await tx.update(tables.invoice).set({ pdfHash, pdfKey }).where(eq(tables.invoice.id, row.id));
  return pdfHash;
}

/** Makes every paper of a contract that was issued and not yet made. **Returns** their numbers and hashes. */
export async function keepPapersOf(
  tx: Transaction,
  ctx: ServiceContext,
  contractId: string,
): Promise<{ readonly id: string; readonly number: string | null; readonly pdfHash: string }[]> {
  const { invoice } = tables;
  const rows = await tx
    .select()
    .from(invoice)
    .where(and(eq(invoice.contractId, contractId), isNull(invoice.pdfHash)))
    .orderBy(asc(invoice.id));
  const made = [];
  for (const row of rows) made.push({ id: row.id, number: row.number, pdfHash: await keepPaper(tx, ctx, row) });
  return made;
}

/** The bytes of a paper: from the store, or made again where the store has lost them or the paper is not made yet. */
export async function readPaper(ctx: ServiceContext, row: InvoiceRow): Promise<Uint8Array> {
  const kept = row.pdfKey === null ? undefined : await ctx.platform.stores.papers.get(row.pdfKey);
  if (kept && digest(kept) === row.pdfHash) return kept;
  const bytes = await renderInvoice(row.document as InvoiceDocument);
  assert(
    row.pdfHash === null || digest(bytes) === row.pdfHash,
    `the paper of ${row.id} can be made again, byte for byte`,
  );
  return bytes;
}
