import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { findInvoice } from "./find.ts";
import { readPaper } from "./paper.ts";

/** The PDF of an invoice or credit note, byte for byte as its hash says. */
export async function readInvoicePdf({
  ctx,
  input,
}: Request<{ readonly id: string }>): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
  const row = await readTenant(ctx, "invoice.read", async (tx, actor) => {
    const found = await findInvoice(tx, actor.organizationId, input.id);
    return found.row;
  });
  return { name: `${row.number ?? row.id}.pdf`, bytes: await readPaper(ctx, row) };
}
