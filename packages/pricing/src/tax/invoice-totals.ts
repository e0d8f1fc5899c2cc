import type { Currency, Money } from "@ingot/units";
import { add, allocate, isZero, multiply, rational, subtract, sum, zero } from "@ingot/units";

export interface InvoiceTotals {
  readonly subtotal: Money;
  readonly discount: Money;
  readonly net: Money;
  readonly tax: Money;
  readonly total: Money;
  /** The lines' parts of the tax; they add up to it. */
  readonly lineTaxes: readonly Money[];
  /** Nothing to pay: the invoice is paid when it is opened, and no payment is asked for. */
  readonly payment: "due" | "none";
}

/**
 * Sums an invoice of one tax rate: tax on the net sum, rounded once; line taxes are shares of it.
 * **Throws** RangeError when a discount is negative or exceeds the subtotal.
 */
export function invoiceTotals(input: {
  readonly currency: Currency;
  readonly lines: readonly Money[];
  readonly discount?: Money;
  readonly taxRate: string;
}): InvoiceTotals {
  const subtotal = sum(input.currency, input.lines);
  const discount = input.discount ?? zero(input.currency);
  const net = subtract(subtotal, discount);
  if (discount.minor < 0n || net.minor < 0n) {
    throw new RangeError(`a discount lies between 0 and the subtotal ${subtotal.minor}, received ${discount.minor}`);
  }
  const tax = multiply(net, rational(input.taxRate));
  const weights = input.lines.map((line) => line.minor);
  const lineTaxes = weights.some((weight) => weight > 0n) ? allocate(tax, weights) : weights.map(() => tax);
  const total = add(net, tax);
  return { subtotal, discount, net, tax, total, lineTaxes, payment: isZero(total) ? "none" : "due" };
}
