import type { Money } from "@ingot/units";
import { add, multiply, subtract } from "@ingot/units";

export interface NetAndTax {
  readonly net: Money;
  readonly tax: Money;
}

export type CreditNote =
  | (NetAndTax & { readonly kind: "credit"; readonly total: Money; readonly netLeft: Money })
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly reason: string };

/**
 * The next credit note of an invoice over a net amount. Its tax is what brings all notes together to their share of the
 * invoice's tax, so the last one takes the remainder and the notes can never exceed the invoice. Zero makes no note.
 */
export function creditNote(invoice: NetAndTax, credited: NetAndTax, net: Money): CreditNote {
  if (net.minor === 0n) return { kind: "none" };
  const after = add(credited.net, net);
  if (net.minor < 0n || after.minor > invoice.net.minor) {
    const left = invoice.net.minor - credited.net.minor;
    return {
      kind: "refused",
      reason: `a credit lies between 1 and the ${left} minor units left, received ${net.minor}`,
    };
  }
  const taxAfter = multiply(invoice.tax, { numerator: after.minor, denominator: invoice.net.minor });
  const tax = subtract(taxAfter, credited.tax);
  return { kind: "credit", net, tax, total: add(net, tax), netLeft: subtract(invoice.net, after) };
}
