import { tables, type Transaction } from "@ingot/db";
import { type Money, money, subtract } from "@ingot/units";
import { eq } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { type InvoiceLine, issue, issuedEvent } from "../invoice/issue.ts";
import { type InvoiceRow, keepPaper } from "../invoice/paper.ts";
import { taxOn } from "../invoice/tax.ts";
import { releaseHold } from "../ledger/hold.ts";
import { transfer } from "../ledger/transfer.ts";
import { releaseCapacity } from "../quote/hold-capacity.ts";
import { appendEvents } from "./append-events.ts";
import type { Settling } from "./read-billing.ts";

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
 * Settles a contract that ended early: what the bill exceeds the deposit by is invoiced from the hold, or what the
 * deposit exceeds the bill by is credited to the balance; the rest of the hold is given back.
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
  if (paper) await keepPaper(tx, ctx, paper);
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
  const { billing, deposit } = settling;
  const paidNet = money(end.bill.currency, deposit.netMinor);
  const owed = subtract(end.bill, paidNet);
  // The tax of the whole bill less that of the deposit: together the papers carry the tax of the bill, to the cent.
  const tax = subtract(taxOn(end.bill, billing.tax), money(end.bill.currency, deposit.taxMinor));
  if (owed.minor > 0n) return issue(tx, ctx, billing, invoiceDraft(settling, end, tax));
  if (owed.minor < 0n) return refund(tx, ctx, settling, end, { net: negated(owed), tax: negated(tax) });
  return undefined;
}

const negated = (amount: Money): Money => money(amount.currency, -amount.minor);

function invoiceDraft({ deposit }: Settling, end: EarlyEnd, tax: Money) {
  const paid = money(end.bill.currency, -deposit.netMinor);
  return {
    kind: "cancellation",
    subject: end.subject,
    lines: [...end.parts, { label: `Less the deposit, invoice ${deposit.number}`, amount: paid }],
    tax,
    payment: "Paid from the amount reserved on your balance with Ingot; the rest of it is free again.",
    effectiveAt: end.effectiveAt,
  } as const;
}

async function refund(
  tx: Transaction,
  ctx: ServiceContext,
  { contract, billing, deposit }: Settling,
  end: EarlyEnd,
  back: { readonly net: Money; readonly tax: Money },
): Promise<InvoiceRow> {
  const row = await issue(tx, ctx, billing, {
    kind: "credit_note",
    subject: end.subject,
    lines: [
      { label: `Deposit paid, invoice ${deposit.number}`, amount: money(end.bill.currency, deposit.netMinor) },
      ...end.parts.map(({ label, amount }) => ({ label, amount: negated(amount) })),
    ],
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
