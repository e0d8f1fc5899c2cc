import { add, fromWire, type MoneyWire, toWire } from "@ingot/units";
import type { Invoice } from "../api/outputs.ts";

/** The sum of what was billed, exactly, by currency; drafts and void invoices do not count. */
export function billedOf(invoices: readonly Pick<Invoice, "status" | "total">[]): readonly MoneyWire[] {
  const sums = new Map<string, ReturnType<typeof fromWire>>();
  for (const { status, total } of invoices) {
    if (status === "draft" || status === "void") continue;
    const amount = fromWire(total);
    const before = sums.get(total.currency);
    sums.set(total.currency, before ? add(before, amount) : amount);
  }
  return [...sums.values()].map(toWire);
}
