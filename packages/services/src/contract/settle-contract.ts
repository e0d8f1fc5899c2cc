import { tables, type Transaction } from "@ingot/db";
import { creditNote, lateCredit, termsVersion1 } from "@ingot/pricing";
import { zero } from "@ingot/units";
import { eq } from "drizzle-orm";
import type { Request, ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import { instantText } from "../instant-text.ts";
import { issue, issuedEvent } from "../invoice/issue.ts";
import { type InvoiceRow, keepPapersOf } from "../invoice/paper.ts";
import { taxOn } from "../invoice/tax.ts";
import { transfer } from "../ledger/transfer.ts";
import { releaseHold } from "../ledger/hold.ts";
import { writeSystem } from "../transaction.ts";
import { appendEvents } from "./append-events.ts";
import { milestoneLine, restOfPrice } from "./bill-milestones.ts";
import { readSettling, type Settling } from "./read-billing.ts";

/** Bills the rest of a delivered contract, recognises its revenue, credits lateness by the terms, and closes it. */
export async function settleContract({ ctx, input }: Request<{ readonly contractId: string }>): Promise<void> {
  return writeSystem(ctx, "contract.settle", async (tx) => {
    const settling = await readSettling(tx, ctx, input.contractId);
    const { contract, billing } = settling;
    if (contract.status !== "delivered") return { result: undefined };
    const { finishedAt } = contract;
    assert(finishedAt, `delivered contract ${contract.id} has its end`);
    const invoice = await billRest(tx, ctx, settling, finishedAt);
    await recognise(tx, ctx, settling, finishedAt);
    const credit = await creditLateness(tx, ctx, settling, finishedAt);
    await releaseHold(tx, ctx, billing.books, contract.id, finishedAt);
    await keepPapersOf(tx, ctx, contract.id);
    await tx
      .update(tables.contract)
      .set({ status: "closed", closedAt: finishedAt })
      .where(eq(tables.contract.id, contract.id));
    await appendEvents(tx, ctx, contract, [
      issuedEvent(invoice, billing.books),
      ...(credit ? [issuedEvent(credit, billing.books)] : []),
      { eventKey: "contract.closed", type: "contract.closed", jobId: null, effectiveAt: finishedAt, data: {} },
    ]);
    return {
      result: undefined,
      subject: { kind: "contract", id: contract.id, data: { invoice: invoice.number, credit: credit?.number ?? null } },
      organizationId: contract.organizationId,
    };
  });
}

function billRest(tx: Transaction, ctx: ServiceContext, settling: Settling, effectiveAt: Date): Promise<InvoiceRow> {
  const { parts, tax } = restOfPrice(settling);
  return issue(tx, ctx, settling.billing, {
    kind: "delivery",
    subject: `Delivery under the training contract ${settling.contract.number}`,
    lines: parts.map(milestoneLine),
    tax,
    payment: "Paid from the amount reserved on your balance with Ingot.",
    effectiveAt,
  });
}

/** What we owed is performed: the liability becomes revenue. */
async function recognise(tx: Transaction, ctx: ServiceContext, settling: Settling, effectiveAt: Date): Promise<void> {
  const { contract, billing, price } = settling;
  await transfer(tx, ctx, billing.books, [
    {
      reference: `revenue:${contract.id}`,
      kind: "post",
      debit: "contract_liability",
      credit: "revenue",
      amountMinor: price.minor,
      label: `${contract.number} performed`,
      contractId: contract.id,
      effectiveAt,
    },
  ]);
}

async function creditLateness(
  tx: Transaction,
  ctx: ServiceContext,
  { contract, billing, price }: Settling,
  finishedAt: Date,
): Promise<InvoiceRow | undefined> {
  const { promisedFinish, pausedMilliseconds } = contract;
  const late = lateCredit({ price, promisedFinish, finishedAt, pausedMilliseconds, terms: termsVersion1 });
  const none = { net: zero(price.currency), tax: zero(price.currency) };
  const note = creditNote({ net: price, tax: taxOn(price, billing.tax) }, none, late.credit);
  if (note.kind !== "credit") return undefined;
  const { grace_hours: grace, share_per_started_period: share } = termsVersion1.late;
  const days = `${late.startedPeriods} started ${late.startedPeriods === 1 ? "day" : "days"} after ${grace} hours of grace`;
  const rate = `${Number(share) * 100} % of the net price each${late.capped ? ", up to the most that the terms allow" : ""}`;
  const dates = `Promised by ${instantText(late.dueAt)}, delivered ${instantText(finishedAt)}`;
  const row = await issue(tx, ctx, billing, {
    kind: "credit_note",
    subject: `Credit for late delivery under the training contract ${contract.number}`,
    lines: [{ label: `${dates}: ${days}, ${rate}`, amount: note.net }],
    tax: note.tax,
    payment: "Credited to your balance with Ingot; paid out on request.",
    effectiveAt: finishedAt,
  });
  const common = { kind: "post", credit: "customer_balance", contractId: contract.id, invoiceId: row.id } as const;
  const label = `${row.number} credit for late delivery`;
  await transfer(tx, ctx, billing.books, [
    {
      ...common,
      reference: `late:${contract.id}:net`,
      debit: "late_credit",
      amountMinor: note.net.minor,
      label,
      effectiveAt: finishedAt,
    },
    {
      ...common,
      reference: `late:${contract.id}:tax`,
      debit: "tax_payable",
      amountMinor: note.tax.minor,
      label,
      effectiveAt: finishedAt,
    },
  ]);
  return row;
}
