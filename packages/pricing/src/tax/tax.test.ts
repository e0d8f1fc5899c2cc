// Guarantees that tax is taken once on the sum, that credit notes end at zero, and that an unknown buyer is never untaxed.
import type { Money } from "@ingot/units";
import { add, fromWire, money, sum, toDecimal } from "@ingot/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { termsVersion1 } from "../terms/terms.ts";
import { lateCredit } from "../terms/late-credit.ts";
import type { NetAndTax } from "./credit-note.ts";
import { creditNote } from "./credit-note.ts";
import { invoiceTotals } from "./invoice-totals.ts";
import { taxFor } from "./tax-for.ts";

const usd = (amount: string) => fromWire({ amount, currency: "USD" });

describe("A2 tax on the sum", () => {
  const lines = ["68.33", "68.33", "57.50", "85.00"].map(usd);
  const totals = invoiceTotals({ currency: "USD", lines, taxRate: "0.20" });

  test("tax is 55.83 and the total 334.99", () => {
    expect([totals.tax, totals.total].map(toDecimal)).toEqual(["55.83", "334.99"]);
    expect(totals.lineTaxes.map(toDecimal)).toEqual(["13.67", "13.66", "11.50", "17.00"]);
  });

  test("four credit notes in the order 1, 3, 4, 2 end at exactly 334.99; a fifth of 0.01 is refused", () => {
    let credited: NetAndTax = { net: usd("0"), tax: usd("0") };
    const notes: Money[] = [];
    for (const index of [0, 2, 3, 1]) {
      const note = creditNote(totals, credited, lines[index] as Money);
      if (note.kind !== "credit") throw new Error(note.kind);
      notes.push(note.total);
      credited = { net: add(credited.net, note.net), tax: add(credited.tax, note.tax) };
    }
    expect(toDecimal(sum("USD", notes))).toBe("334.99");
    expect(credited).toEqual({ net: totals.net, tax: totals.tax });
    const fifth = creditNote(totals, credited, usd("0.01"));
    expect(fifth).toEqual({
      kind: "refused",
      reason: "a credit lies between 1 and the 0 minor units left, received 1",
    });
  });

  test("any sequence of credit notes stays within the invoice and its tax", () => {
    const parts = fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 1, maxLength: 20 });
    const rates = fc.constantFrom("0.20", "0.055", "0.19", "0.255", "0");
    const property = fc.property(parts, rates, (nets, taxRate) => {
      const invoice = invoiceTotals({ currency: "USD", lines: nets.map((net) => money("USD", net)), taxRate });
      let credited: NetAndTax = { net: usd("0"), tax: usd("0") };
      for (const net of nets) {
        const note = creditNote(invoice, credited, money("USD", net));
        if (note.kind !== "credit") throw new Error(note.kind);
        expect(note.tax.minor >= 0n).toBe(true);
        credited = { net: add(credited.net, note.net), tax: add(credited.tax, note.tax) };
      }
      expect(credited).toEqual({ net: invoice.net, tax: invoice.tax });
      expect(creditNote(invoice, credited, money("USD", 1n)).kind).toBe("refused");
    });
    fc.assert(property, { numRuns: 1_000, seed: 20261120 });
  });
});

describe("A5 nothing to pay", () => {
  test("a full discount leaves no tax, no payment, no credit note, and a late credit of 0.00", () => {
    const lines = [usd("45000.00")];
    const totals = invoiceTotals({ currency: "USD", lines, discount: usd("45000.00"), taxRate: "0.20" });
    const shown = [totals.subtotal, totals.discount, totals.tax, totals.total].map(toDecimal);
    expect(shown).toEqual(["45000.00", "45000.00", "0.00", "0.00"]);
    expect(totals.payment).toBe("none");
    const late = lateCredit({
      price: totals.net,
      promisedFinish: new Date("2027-03-31T17:00:00Z"),
      finishedAt: new Date("2027-05-31T17:00:00Z"),
      pausedMilliseconds: 0,
      terms: termsVersion1,
    });
    expect(toDecimal(late.credit)).toBe("0.00");
    expect(creditNote(totals, { net: usd("0"), tax: usd("0") }, late.credit)).toEqual({ kind: "none" });
  });

  test("a discount above the subtotal or below zero is refused", () => {
    for (const discount of ["0.02", "-0.01"]) {
      const totals = () =>
        invoiceTotals({ currency: "USD", lines: [usd("0.01")], discount: usd(discount), taxRate: "0" });
      expect(totals).toThrow(RangeError);
    }
  });
});

describe("E5 tax by place (arithmetic)", () => {
  const taxOn = (buyer: string, business: boolean) => {
    const decision = taxFor({ seller: "FR", buyer, business });
    if (decision.kind === "refused") return decision.reason;
    const { tax } = invoiceTotals({ currency: "USD", lines: [usd("45000.00")], taxRate: decision.rate });
    return `${decision.kind} ${toDecimal(tax)}`;
  };

  test("the stated buyers", () => {
    expect(taxOn("DE", true)).toBe("reverse_charge 0.00");
    expect(taxOn("FR", true)).toBe("domestic 9000.00");
    expect(taxOn("FR", false)).toBe("domestic 9000.00");
    expect(taxOn("DE", false)).toBe("destination 8550.00");
    expect(taxOn("US", true)).toBe("out_of_scope 0.00");
  });

  test("a private buyer whose rate we do not know, and a place that is none, are refused: no silent zero", () => {
    expect(taxOn("IT", false)).toBe("private buyers are sold to in FR and DE, received IT");
    for (const place of ["RE", "GP", "MC", "AX"]) expect(taxOn(place, true)).toContain("a VAT rule of its own");
    expect(taxOn("France", true)).toContain('received "France"');
    expect(taxOn("de", false)).toContain('received "de"');
  });
});
