import { tables, type Transaction } from "@ingot/db";
import { cancellationBill, lateCredit, termsVersion1 } from "@ingot/pricing";
import { type Currency, money, type Money, toWire } from "@ingot/units";
import { eq, max } from "drizzle-orm";
import { readHold } from "../ledger/hold.ts";
import type { ContractRow } from "./read-billing.ts";
import type { ContractWire } from "./to-wire.ts";

const over: ReadonlySet<ContractRow["status"]> = new Set(["delivered", "closed", "canceled"]);

/** What of a contract's money stands in other tables. */
export interface MoneyFacts {
  readonly papers: readonly Pick<typeof tables.invoice.$inferSelect, "kind" | "status" | "totalMinor">[];
  readonly heldMinor: bigint;
  /** At the last checkpoint told. */
  readonly tokensSaved: number;
}

/** Asked for together. */
export async function readMoneyFacts(tx: Transaction, contractId: string): Promise<MoneyFacts> {
  const { invoice, checkpoint } = tables;
  const [papers, hold, [saved]] = await Promise.all([
    tx
      .select({ kind: invoice.kind, status: invoice.status, totalMinor: invoice.totalMinor })
      .from(invoice)
      .where(eq(invoice.contractId, contractId)),
    readHold(tx, contractId),
    tx
      .select({ tokens: max(checkpoint.tokens) })
      .from(checkpoint)
      .where(eq(checkpoint.contractId, contractId)),
  ]);
  return { papers, heldMinor: hold?.leftMinor ?? 0n, tokensSaved: saved?.tokens ?? 0 };
}

/** The money of a contract as it stands, with the late credit as it accrues: computed when asked, held nowhere. */
export function moneyToWire(
  contract: ContractRow,
  { papers, heldMinor }: MoneyFacts,
  now: Date,
): ContractWire["money"] {
  const currency = contract.currency as Currency;
  const total = (matches: (paper: (typeof papers)[number]) => boolean) =>
    toWire(
      money(
        currency,
        papers.filter(matches).reduce((sum, paper) => sum + paper.totalMinor, 0n),
      ),
    );
  const isCredit = (paper: (typeof papers)[number]) => paper.kind === "credit_note";
  return {
    price: toWire(money(currency, contract.priceMinor)),
    invoiced: total((paper) => !isCredit(paper)),
    paid: total((paper) => !isCredit(paper) && paper.status === "paid"),
    held: toWire(money(currency, heldMinor)),
    credited: total(isCredit),
    late_credit_accruing: toWire(accruing(contract, now)),
  };
}

/** Milliseconds that the customer has paused so far, the pause under way included. */
export function pausedMilliseconds(contract: ContractRow, now: Date): number {
  const running = contract.pausedAt === null ? 0 : Math.max(0, now.getTime() - contract.pausedAt.getTime());
  return contract.pausedMilliseconds + running;
}

function accruing(contract: ContractRow, now: Date): Money {
  const price = money(contract.currency as Currency, contract.priceMinor);
  if (over.has(contract.status)) return money(price.currency, 0n);
  return lateCredit({
    price,
    promisedFinish: contract.promisedFinish,
    finishedAt: contract.finishedAt ?? now,
    pausedMilliseconds: pausedMilliseconds(contract, now),
    terms: termsVersion1,
  }).credit;
}

/** What canceling would cost by the checkpoints told; null when there is nothing left to cancel. */
export function cancellationPreview(
  contract: ContractRow,
  { tokensSaved }: MoneyFacts,
): ContractWire["cancellation_preview"] {
  if (over.has(contract.status)) return null;
  const tokensDelivered = Math.min(tokensSaved, contract.tokensContracted);
  const bill = cancellationBill({
    price: money(contract.currency as Currency, contract.priceMinor),
    tokensContracted: contract.tokensContracted,
    tokensDelivered,
    terms: termsVersion1,
  });
  return { delivered_share: tokensDelivered / contract.tokensContracted, bill: toWire(bill.total) };
}
