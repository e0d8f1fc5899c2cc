import { tables, type Transaction } from "@ingot/db";
import { type Money, money, negate, subtract, zero } from "@ingot/units";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { type InvoiceLine, issue, issuedEvent } from "../invoice/issue.ts";
import { type InvoiceRow, keepPapersOf } from "../invoice/paper.ts";
import { taxOn } from "../invoice/tax.ts";
import { releaseHold } from "../ledger/hold.ts";
import { transfer } from "../ledger/transfer.ts";
import { releaseCapacity } from "../quote/hold-capacity.ts";
import { appendEvents } from "./append-events.ts";
import { invoiced, type Settling } from "./read-billing.ts";

/** What a contract that ends before its delivery costs in the end, and by whose doing. */
export interface EarlyEnd {
  /** Net, after everything. Below what was paid, the difference goes back. */
  readonly bill: Money;
  /** The parts of the bill, for the paper. */
  readonly parts: readonly InvoiceLine[];
  readonly canceledBy: "customer" | "provider";
  readonly subject: string;
  readonly effectiveAt: Date;
}

/**
 * Settles a contract that ended early: what the bill exceeds the invoices until now by is invoiced from the hold, or
 * what they exceed the bill by is credited to the balance; the rest of the hold is given back.
 * **Returns** the paper, if one was needed.
 */
export async function endEarly(
  tx: Transaction,
  ctx: ServiceContext,
  settling: Settling,
  end: EarlyEnd,
): Promise<InvoiceRow | undefined> {
  const { contract, billing } = settling;
  const { effectiveAt, canceledBy } = end;
  const paper = await balanceOut(tx, ctx, settling, end);
  await transfer(tx, ctx, billing.books, [
    {
      reference: `revenue:${contract.id}`,
      kind: "post",
      debit: "contract_liability",
      credit: "revenue",
      amountMinor: end.bill.minor,
      label: `${contract.number} performed in part`,
      contractId: contract.id,
      effectiveAt,
    },
  ]);
  await releaseHold(tx, ctx, billing.books, contract.id, effectiveAt);
  await releaseCapacity(tx, contract.id, effectiveAt);
  await keepPapersOf(tx, ctx, contract.id);
  await tx
    .update(tables.contract)
    .set({ status: "canceled", canceledBy, finishedAt: effectiveAt, closedAt: effectiveAt })
    .where(eq(tables.contract.id, contract.id));
  const canceled = { eventKey: "contract.canceled", type: "contract.canceled", jobId: null, effectiveAt };
  await appendEvents(tx, ctx, contract, [
    ...(paper ? [issuedEvent(paper, billing.books)] : []),
    {
      ...canceled,
      data: { canceled_by: canceledBy, bill_minor: end.bill.minor.toString(), currency: end.bill.currency },
    },
  ]);
  return paper;
}

async function balanceOut(
  tx: Transaction,
  ctx: ServiceContext,
  settling: Settling,
  end: EarlyEnd,
): Promise<InvoiceRow | undefined> {
  const { billing } = settling;
  const paid = invoiced(settling);
  const owed = subtract(end.bill, paid.net);
  // The tax of the whole bill less that of earlier invoices: together the papers carry the tax of the bill, to the cent.
  const rest = subtract(taxOn(end.bill, billing.tax), paid.tax);
  // Rounded on each paper, tax can be a cent ahead of the whole: no paper's tax runs against its net.
  const tax = rest.minor > 0n === owed.minor > 0n ? rest : zero(rest.currency);
  if (owed.minor > 0n) return issue(tx, ctx, billing, invoiceDraft(settling, end, tax));
  if (owed.minor < 0n) return refund(tx, ctx, settling, end, { net: negate(owed), tax: negate(tax) });
  return undefined;
}

/** What was invoiced before, each paper by its number. */
const earlierLines = ({ invoices, price }: Settling): InvoiceLine[] =>
  invoices.map(({ kind, number, netMinor }) => ({
    label: `${kind === "deposit" ? "Deposit" : "Part"} paid, invoice ${number}`,
    amount: money(price.currency, netMinor),
  }));

const negatedLine = ({ label, amount }: InvoiceLine): InvoiceLine => ({ label, amount: negate(amount) });

function invoiceDraft(settling: Settling, end: EarlyEnd, tax: Money) {
  return {
    kind: "cancellation",
    subject: end.subject,
    lines: [...end.parts, ...earlierLines(settling).map(negatedLine)],
    tax,
    payment: "Paid from the amount reserved on your balance with Ingot; the rest of it is free again.",
    effectiveAt: end.effectiveAt,
  } as const;
}

async function refund(
  tx: Transaction,
  ctx: ServiceContext,
  settling: Settling,
  end: EarlyEnd,
  back: { readonly net: Money; readonly tax: Money },
): Promise<InvoiceRow> {
  const { contract, billing } = settling;
  const row = await issue(tx, ctx, billing, {
    kind: "credit_note",
    subject: end.subject,
    lines: [...earlierLines(settling), ...end.parts.map(negatedLine)],
    tax: back.tax,
    payment: "Credited to your balance with Ingot, together with the rest of the reserved price.",
    effectiveAt: end.effectiveAt,
  });
  const common = { kind: "post", credit: "customer_balance", contractId: contract.id, invoiceId: row.id } as const;
  const label = `${row.number} paid back`;
  const { effectiveAt } = end;
  await transfer(tx, ctx, billing.books, [
    {
      ...common,
      reference: `refund:${contract.id}:net`,
      debit: "contract_liability",
      amountMinor: back.net.minor,
      label,
      effectiveAt,
    },
    {
      ...common,
      reference: `refund:${contract.id}:tax`,
      debit: "tax_payable",
      amountMinor: back.tax.minor,
      label,
      effectiveAt,
    },
  ]);
  return row;
}
