import { tables, type Transaction } from "@ingot/db";
import { add, type Money, sum, toDecimal, toWire } from "@ingot/units";
import { and, eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import type { NewEvent } from "../contract/append-events.ts";
import { assert } from "../errors.ts";
import type { Books } from "../ledger/accounts.ts";
import { readHold } from "../ledger/hold.ts";
import { transfer } from "../ledger/transfer.ts";
import { takeNumber } from "../quote/number.ts";
import type { InvoiceDocument } from "./document.ts";
import type { InvoiceRow } from "./paper.ts";
import { seller } from "./seller.ts";
import type { Buyer, ContractTax } from "./tax.ts";

/** What stays the same on all papers of a contract. */
export interface Billing {
  readonly contract: Pick<typeof tables.contract.$inferSelect, "id" | "number" | "organizationId">;
  readonly quote: { readonly number: string; readonly hash: string };
  readonly buyer: Buyer;
  readonly tax: ContractTax;
  readonly books: Books;
}

export interface InvoiceLine {
  readonly label: string;
  readonly amount: Money;
}

/** A paper to be issued. Amounts are net and above zero; a credit note gives them back. */
export interface InvoiceDraft {
  readonly kind: "deposit" | "milestone" | "delivery" | "cancellation" | "credit_note";
  /** Which paper of its kind this is; 1 where a contract has one at most. */
  readonly sequence?: number;
  readonly subject: string;
  readonly lines: readonly InvoiceLine[];
  readonly tax: Money;
  readonly payment: string;
  readonly effectiveAt: Date;
}

/**
 * Issues a paper: a gapless number, the row, and for an invoice its claim in the books and its payment out of the
 * contract's hold. Issued before, the row of then is returned and nothing is written.
 */
export async function issue(
  tx: Transaction,
  ctx: ServiceContext,
  billing: Billing,
  draft: InvoiceDraft,
): Promise<InvoiceRow> {
  const before = await issuedBefore(tx, billing, draft);
  if (before) return before;
  const row = await writeInvoice(tx, ctx, billing, draft);
  if (draft.kind !== "credit_note") await claimAndPay(tx, ctx, billing, row);
  return row;
}

async function issuedBefore(tx: Transaction, { contract }: Billing, draft: InvoiceDraft) {
  const { invoice } = tables;
  const [row] = await tx
    .select()
    .from(invoice)
    .where(
      and(eq(invoice.contractId, contract.id), eq(invoice.kind, draft.kind), eq(invoice.sequence, draft.sequence ?? 1)),
    );
  return row;
}

async function writeInvoice(
  tx: Transaction,
  ctx: ServiceContext,
  billing: Billing,
  draft: InvoiceDraft,
): Promise<InvoiceRow> {
  const net = sum(
    billing.books.currency,
    draft.lines.map(({ amount }) => amount),
  );
  const total = add(net, draft.tax);
  const number = await takePaperNumber(tx, draft);
  const paidAt = draft.kind === "credit_note" ? null : draft.effectiveAt;
  const [row] = await tx
    .insert(tables.invoice)
    .values({
      id: ctx.platform.newId(draft.kind === "credit_note" ? "credit" : "invoice"),
      organizationId: billing.contract.organizationId,
      contractId: billing.contract.id,
      kind: draft.kind,
      sequence: draft.sequence ?? 1,
      number,
      status: "paid",
      currency: billing.books.currency,
      lines: draft.lines.map(({ label, amount }) => ({ label, amount: toWire(amount) })),
      netMinor: net.minor,
      taxMinor: draft.tax.minor,
      totalMinor: total.minor,
      taxNote: billing.tax.note,
      document: documentOf(billing, draft, { number, net, total, specimen: ctx.platform.demo }),
      issuedAt: draft.effectiveAt,
      dueAt: paidAt,
      paidAt: draft.effectiveAt,
    })
    .returning();
  assert(row, `the ${draft.kind} paper was written`);
  return row;
}

/** Series run by the year of the paper's own date: `INV-2026-000001`, `CN-2026-000001`. */
async function takePaperNumber(tx: Transaction, draft: InvoiceDraft): Promise<string> {
  const series = `${draft.kind === "credit_note" ? "CN" : "INV"}-${draft.effectiveAt.getUTCFullYear()}`;
  return `${series}-${String(await takeNumber(tx, series)).padStart(6, "0")}`;
}

function documentOf(
  { contract, quote, buyer, tax, books }: Billing,
  draft: InvoiceDraft,
  made: { readonly number: string; readonly net: Money; readonly total: Money; readonly specimen: boolean },
): InvoiceDocument {
  const credit = draft.kind === "credit_note";
  return {
    schema_version: 1,
    title: credit ? "Credit note" : "Invoice",
    number: made.number,
    issued_at: draft.effectiveAt.toISOString(),
    due_at: credit ? null : draft.effectiveAt.toISOString(),
    seller: { name: seller.name, address: seller.address, vat_number: seller.vatNumber },
    buyer: { id: buyer.id, name: buyer.name, country: buyer.country },
    contract_number: contract.number,
    quote_number: quote.number,
    quote_hash: quote.hash,
    subject: draft.subject,
    lines: draft.lines.map(({ label, amount }) => ({ label, amount: toDecimal(amount) })),
    currency: books.currency,
    net: toDecimal(made.net),
    tax: { ...tax, amount: toDecimal(draft.tax) },
    total: toDecimal(made.total),
    payment: draft.payment,
    specimen: made.specimen,
  };
}

/** The claim arises against what we owe and the tax, and the hold pays it: paid means that the claim is back at zero. */
async function claimAndPay(tx: Transaction, ctx: ServiceContext, billing: Billing, row: InvoiceRow): Promise<void> {
  const { contract, books } = billing;
  const hold = await readHold(tx, contract.id);
  assert(hold && hold.leftMinor >= row.totalMinor, `the hold of ${contract.id} pays ${row.kind}`);
  const common = { contractId: contract.id, invoiceId: row.id, effectiveAt: row.issuedAt };
  const reference = `${row.kind}:${contract.id}${row.sequence === 1 ? "" : `:${row.sequence}`}`;
  const claim = { ...common, kind: "post", debit: "receivable" } as const;
  await transfer(tx, ctx, books, [
    {
      ...claim,
      reference: `${reference}:net`,
      credit: "contract_liability",
      amountMinor: row.netMinor,
      label: `${row.number} net`,
    },
    {
      ...claim,
      reference: `${reference}:tax`,
      credit: "tax_payable",
      amountMinor: row.taxMinor,
      label: `${row.number} tax`,
    },
    {
      ...common,
      reference: `${reference}:payment`,
      kind: "settle",
      debit: "customer_balance",
      credit: "receivable",
      amountMinor: row.totalMinor,
      holdId: hold.id,
      label: `${row.number} paid from the balance`,
    },
  ]);
}

/** The event of an issued paper; its key is the same in every retry. */
export function issuedEvent(row: InvoiceRow, books: Books): NewEvent {
  const credit = row.kind === "credit_note";
  const amount = (minor: bigint) => toWire({ currency: books.currency, minor });
  return {
    eventKey: `${credit ? "credit" : "invoice"}.issued:${row.kind}:${row.sequence}`,
    type: credit ? "credit.issued" : "invoice.issued",
    jobId: null,
    effectiveAt: row.issuedAt,
    data: {
      invoice_id: row.id,
      number: row.number,
      kind: row.kind,
      net: amount(row.netMinor),
      total: amount(row.totalMinor),
    },
  };
}
