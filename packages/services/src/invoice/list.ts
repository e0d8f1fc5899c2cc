import { tables, type Transaction } from "@ingot/db";
import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { notFound } from "../errors.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import type { invoiceListInput } from "./schemas.ts";
import { invoiceToWire, type InvoiceWire } from "./to-wire.ts";

/** Invoices and credit notes of the organization, newest first. */
export async function listInvoices({
  ctx,
  input,
}: Request<z.infer<typeof invoiceListInput>>): Promise<{ items: InvoiceWire[]; next_cursor: string | null }> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "invoice.read", async (tx, actor) => {
    const { invoice, contract } = tables;
    if (input.contract_id !== undefined) await requireContract(tx, actor.organizationId, input.contract_id);
    const rows = await tx
      .select({ row: invoice, contractNumber: contract.number })
      .from(invoice)
      .innerJoin(contract, eq(contract.id, invoice.contractId))
      .where(
        and(
          eq(invoice.organizationId, actor.organizationId),
          input.contract_id === undefined ? undefined : eq(invoice.contractId, input.contract_id),
          after(invoice.issuedAt, invoice.id, start),
        ),
      )
      .orderBy(desc(invoice.issuedAt), desc(invoice.id))
      .limit(input.limit + 1);
    return pageOfRows(
      rows,
      input.limit,
      ({ row }) => ({ at: row.issuedAt, id: row.id }),
      ({ row, contractNumber }) => invoiceToWire(row, contractNumber),
    );
  });
}

/** An empty list would say that such a contract exists and has no papers. */
async function requireContract(tx: Transaction, organizationId: string, id: string): Promise<void> {
  const { contract } = tables;
  const mine = and(eq(contract.organizationId, organizationId), eq(contract.id, id));
  const [found] = await tx.select({ id: contract.id }).from(contract).where(mine);
  if (!found) throw notFound("contract", id);
}
