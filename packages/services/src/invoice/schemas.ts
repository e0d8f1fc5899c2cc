import { z } from "zod";
import { instantSchema, moneySchema, pageInputSchema, pageOf } from "../wire.ts";

export const invoiceStatuses = ["draft", "open", "paid", "void", "uncollectible"] as const;
export const invoiceKinds = ["deposit", "milestone", "delivery", "cancellation", "credit_note"] as const;

export const invoiceSchema = z
  .object({
    id: z.string(),
    number: z.string().nullable(),
    kind: z.enum(invoiceKinds),
    status: z.enum(invoiceStatuses),
    contract_id: z.string(),
    contract_number: z.string(),
    lines: z.array(z.object({ label: z.string(), amount: moneySchema })),
    net: moneySchema,
    tax: moneySchema,
    tax_note: z.string(),
    total: moneySchema,
    issued_at: instantSchema,
    due_at: instantSchema.nullable(),
    paid_at: instantSchema.nullable(),
    pdf_hash: z.string().nullable(),
  })
  .meta({ id: "Invoice" });

export const invoiceListInput = pageInputSchema.extend({ contract_id: z.string().max(60).optional() });
export const invoiceListOutput = pageOf(invoiceSchema);
export const invoiceGetInput = z.strictObject({ id: z.string().max(60) });

export const balanceOutput = z
  .object({
    available: moneySchema,
    held: moneySchema,
    entries: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        label: z.string(),
        amount: moneySchema,
        contract_id: z.string().nullable(),
        effective_at: instantSchema,
      }),
    ),
  })
  .meta({ id: "Balance" });
