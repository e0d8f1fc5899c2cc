import type { Transaction } from "@ingot/db";
import { type Milestone, milestones, reachedMilestones, termsVersion1 } from "@ingot/pricing";
import { type Money, subtract } from "@ingot/units";
import type { ServiceContext } from "../context.ts";
import { issue } from "../invoice/issue.ts";
import type { InvoiceRow } from "../invoice/paper.ts";
import { taxOn } from "../invoice/tax.ts";
import { type Billed, invoiced } from "./read-billing.ts";

type Part = Pick<Milestone, "code">;

/** Deposit and delivery have papers of their own; what lies between falls due while the run goes on. */
const isMidRun = ({ code }: Part): boolean => code !== "deposit" && code !== "delivery";

/** How many mid-run parts of the price so many tokens at a verified checkpoint have made due. */
export const midRunPartsDue = (tokensSaved: number, tokensContracted: number): number =>
  reachedMilestones(termsVersion1, Math.min(tokensSaved, tokensContracted), tokensContracted).filter(isMidRun).length;

/** A part of the price as a line of a paper. */
export const milestoneLine = ({ label, price_share, amount }: Milestone) => ({
  label: `${label} (${Number(price_share) * 100} % of the net price)`,
  amount,
});

/**
 * Invoices the `sequence`th mid-run part of the price from the contract's hold, dated by the checkpoint that reached
 * it. Invoiced before, the paper of then is returned and nothing is written.
 */
export async function billMilestone(
  tx: Transaction,
  ctx: ServiceContext,
  { billing, price }: Billed,
  due: { readonly sequence: number; readonly effectiveAt: Date },
): Promise<InvoiceRow | undefined> {
  const part = milestones(price, termsVersion1).filter(isMidRun)[due.sequence - 1];
  if (!part) return undefined;
  return issue(tx, ctx, billing, {
    kind: "milestone",
    sequence: due.sequence,
    subject: `${part.label} under the training contract ${billing.contract.number}`,
    lines: [milestoneLine(part)],
    tax: taxOn(part.amount, billing.tax),
    payment: "Paid from the amount reserved on your balance with Ingot.",
    effectiveAt: due.effectiveAt,
  });
}

/** What is still to be invoiced of the price: the parts without a paper, and the rest of the whole price's tax. */
export function restOfPrice(billed: Billed): { readonly parts: readonly Milestone[]; readonly tax: Money } {
  const { billing, price, invoices } = billed;
  const billedParts = invoices.filter(({ kind }) => kind === "milestone").map(({ sequence }) => sequence);
  const all = milestones(price, termsVersion1);
  const open = all.filter(isMidRun).filter((_, index) => !billedParts.includes(index + 1));
  return {
    parts: [...open, ...all.filter(({ code }) => code === "delivery")],
    tax: subtract(taxOn(price, billing.tax), invoiced(billed).tax),
  };
}
