import { tables, type Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";
import { assert } from "../errors.ts";

/**
 * The next number of a series of papers, without gaps: the counter's row stays locked until the transaction ends, and
 * a transaction that fails gives its number back.
 */
export async function takeNumber(tx: Transaction, series: string): Promise<number> {
  const { documentCounter } = tables;
  const [row] = await tx
    .insert(documentCounter)
    .values({ series, next: 2 })
    .onConflictDoUpdate({ target: documentCounter.series, set: { next: sql`${documentCounter.next} + 1` } })
    .returning({ next: documentCounter.next });
  assert(row, `the series ${series} has a counter`);
  return row.next - 1;
}

export const paperNumber = (prefix: string, value: number): string => `${prefix}-${String(value).padStart(6, "0")}`;

/**
 * The next number of a quote, for the statement that writes it. Quotes may skip a number, so that those asked for at one
 * time need not wait for each other.
 */
export const nextQuoteNumber = sql<string>`(
  select 'Q-' || lpad(n::text, greatest(6, length(n::text)), '0') from nextval('quote_number') as n)`;
