import type { Money } from "@ingot/units";
import { allocate, minus, money, multiply, plus, rational, subtract, sum, times, toDecimal, whole } from "@ingot/units";
import { commonWeights } from "../price/weights.ts";
import { deliveredShare } from "./delivered-share.ts";
import type { Terms } from "./terms.ts";

export interface BillLine {
  readonly code: "delivered" | "cancellation_fee";
  readonly label: string;
  readonly input: Readonly<Record<string, string>>;
  readonly amount: Money;
}

export interface CancellationBill {
  readonly lines: readonly BillLine[];
  readonly total: Money;
  /** Total less what was paid: above zero the customer owes it, below zero the customer gets it back. */
  readonly balance: Money;
}

/**
 * The bill of a customer who cancels: the delivered share of the net price plus the fee on the rest. Tokens after the
 * last verified checkpoint are not in `tokensDelivered` and bill nothing.
 * **Throws** RangeError when delivered tokens are negative or exceed the contracted ones.
 */
export function cancellationBill(input: {
  readonly price: Money;
  readonly tokensContracted: number;
  readonly tokensDelivered: number;
  readonly terms: Terms;
  readonly paid?: readonly Money[];
}): CancellationBill {
  const { price, tokensContracted, tokensDelivered } = input;
  const delivered = deliveredShare(tokensDelivered, tokensContracted);
  const fee = times(minus(whole(1n), delivered), rational(input.terms.cancellation_fee_share));
  const total = multiply(price, plus(delivered, fee));
  const weights = commonWeights([delivered, fee]);
  const amounts = weights.every((weight) => weight === 0n)
    ? [total, money(price.currency, 0n)]
    : allocate(total, weights);
  const line = (index: number) => amounts[index] ?? money(price.currency, 0n);
  const net = { price: toDecimal(price), currency: price.currency };
  const tokens = { tokens_contracted: `${tokensContracted}`, tokens_delivered: `${tokensDelivered}` };
  const lines: BillLine[] = [
    {
      code: "delivered",
      label: "Delivered tokens at the last verified checkpoint",
      input: { ...net, ...tokens },
      amount: line(0),
    },
    {
      code: "cancellation_fee",
      label: "Cancellation fee on the undelivered value",
      input: { ...net, ...tokens, fee_share: input.terms.cancellation_fee_share },
      amount: line(1),
    },
  ];
  return { lines, total, balance: subtract(total, sum(price.currency, input.paid ?? [])) };
}
