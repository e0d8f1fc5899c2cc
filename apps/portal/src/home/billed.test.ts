// Guarantee: the total on the first page is the exact sum of the invoices that count.
import { expect, it } from "vitest";
import { billedOf } from "./billed.ts";

const invoice = (status: "paid" | "draft" | "void" | "open", amount: string, currency: "USD" | "EUR" = "USD") => ({
  status,
  total: { amount, currency },
});

it("adds to the cent, by currency, without drafts and void ones", () => {
  const invoices = [
    invoice("paid", "0.10"),
    invoice("open", "0.20"),
    invoice("paid", "-0.05"),
    invoice("draft", "99.00"),
    invoice("void", "99.00"),
    invoice("paid", "7.00", "EUR"),
  ];
  expect(billedOf(invoices)).toEqual([
    { amount: "0.25", currency: "USD" },
    { amount: "7.00", currency: "EUR" },
  ]);
  expect(billedOf([])).toEqual([]);
});
