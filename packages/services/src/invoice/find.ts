import { tables, type Transaction } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import { notFound } from "../errors.ts";
import type { InvoiceRow } from "./paper.ts";

/** **Throws** NOT_FOUND, whether it is absent or another organization's. */
export async function findInvoice(
  tx: Transaction,
  organizationId: string,
  id: string,
): Promise<{ readonly row: InvoiceRow; readonly contractNumber: string }> {
  const { invoice, contract } = tables;
  const [found] = await tx
    .select({ row: invoice, contractNumber: contract.number })
    .from(invoice)
    .innerJoin(contract, eq(contract.id, invoice.contractId))
    .where(and(eq(invoice.organizationId, organizationId), eq(invoice.id, id)));
  if (!found) throw notFound("invoice", id);
  return found;
}
