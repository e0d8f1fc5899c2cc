import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { findInvoice } from "./find.ts";
import type { invoiceGetInput } from "./schemas.ts";
import { invoiceToWire, type InvoiceWire } from "./to-wire.ts";

export async function getInvoice({ ctx, input }: Request<z.infer<typeof invoiceGetInput>>): Promise<InvoiceWire> {
  return readTenant(ctx, "invoice.read", async (tx, actor) => {
    const { row, contractNumber } = await findInvoice(tx, actor.organizationId, input.id);
    return invoiceToWire(row, contractNumber);
  });
}
