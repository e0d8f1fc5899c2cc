import type { Transaction } from "@ingot/db";
import { milestones, termsVersion1 } from "@ingot/pricing";
import { add, type Money } from "@ingot/units";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";
import { type Billing, issue } from "../invoice/issue.ts";
import type { InvoiceRow } from "../invoice/paper.ts";
import { taxOn } from "../invoice/tax.ts";
import { holdFunds } from "../ledger/hold.ts";
import { milestoneLine } from "./bill-milestones.ts";

/**
 * Keeps the full price with its tax aside out of the balance, and settles the deposit from it at once.
 * **Throws** INSUFFICIENT_FUNDS with what is needed and what there is.
 */
export async function billDeposit(
  tx: Transaction,
  ctx: ServiceContext,
  billing: Billing,
  price: Money,
  now: Date,
): Promise<InvoiceRow> {
  const { contract } = billing;
  const gross = add(price, taxOn(price, billing.tax));
  const label = `Price of ${contract.number} reserved`;
  await holdFunds(tx, ctx, billing.books, {
    contractId: contract.id,
    amountMinor: gross.minor,
    label,
    effectiveAt: now,
  });
  const [deposit] = milestones(price, termsVersion1);
  assert(deposit?.code === "deposit", "the first milestone is the deposit");
  return issue(tx, ctx, billing, {
    kind: "deposit",
    subject: `Deposit for the training contract ${contract.number}`,
    lines: [milestoneLine(deposit)],
    tax: taxOn(deposit.amount, billing.tax),
    payment: "Paid from your balance with Ingot on the day of issue.",
    effectiveAt: now,
  });
}
