import { taxFor } from "@ingot/pricing";
import { add, money, type Money, type MoneyWire, multiply, rational, toFixedDecimal, toWire } from "@ingot/units";
import { ServiceError } from "../errors.ts";

/** The tax of a contract, decided at acceptance and kept for all its papers. */
export interface ContractTax {
  readonly kind: string;
  readonly rate: string;
  readonly note: string;
}

/** A buyer as far as tax looks at it. */
export interface Buyer {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  /** Whether a VAT number of the buyer was confirmed. */
  readonly business: boolean;
}

const decisionFor = (buyer: Buyer) => taxFor({ seller: "FR", buyer: buyer.country, business: buyer.business });

/** Which tax a buyer pays. **Throws** VALIDATION for buyers we may not sell to yet. */
export function taxOf(buyer: Buyer): ContractTax {
  const decision = decisionFor(buyer);
  if (decision.kind === "refused") throw new ServiceError("VALIDATION", decision.reason);
  if (decision.kind === "reverse_charge" || decision.kind === "out_of_scope") {
    return { kind: decision.kind, rate: decision.rate, note: `${decision.note} (${decision.source})` };
  }
  const percent = toFixedDecimal(multiplyByHundred(decision.rate), 0);
  return { kind: decision.kind, rate: decision.rate, note: `VAT ${percent} % (${decision.source})` };
}

const multiplyByHundred = (rate: string) => {
  const { numerator, denominator } = rational(rate);
  return { numerator: numerator * 100n, denominator };
};

/** The tax on a net amount, rounded once. */
export const taxOn = (net: Money, tax: ContractTax): Money =>
  net.minor === 0n ? money(net.currency, 0n) : multiply(net, rational(tax.rate));

/** What a net price comes to with its tax. */
export interface Taxed {
  readonly rate: string;
  readonly note: string;
  readonly total: MoneyWire;
}

/** A price as this buyer will pay it; null for a buyer we may not sell to yet, who learns why on signing. */
export function taxedToWire(net: Money, buyer: Buyer): Taxed | null {
  if (decisionFor(buyer).kind === "refused") return null;
  const tax = taxOf(buyer);
  return { rate: tax.rate, note: tax.note, total: toWire(add(net, taxOn(net, tax))) };
}
