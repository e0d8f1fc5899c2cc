import { type Currency, money, type MoneyWire, toWire } from "@ingot/units";
import type { z } from "zod";
import type { InvoiceRow } from "./paper.ts";
import type { invoiceSchema } from "./schemas.ts";

export type InvoiceWire = z.infer<typeof invoiceSchema>;

export function invoiceToWire(row: InvoiceRow, contractNumber: string): InvoiceWire {
  const amount = (minor: bigint) => toWire(money(row.currency as Currency, minor));
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    status: row.status,
    contract_id: row.contractId,
    contract_number: contractNumber,
    lines: row.lines as { label: string; amount: MoneyWire }[],
    net: amount(row.netMinor),
    tax: amount(row.taxMinor),
    tax_note: row.taxNote,
    total: amount(row.totalMinor),
    issued_at: row.issuedAt.toISOString(),
    due_at: row.dueAt?.toISOString() ?? null,
    paid_at: row.paidAt?.toISOString() ?? null,
    pdf_hash: row.pdfHash,
  };
}
