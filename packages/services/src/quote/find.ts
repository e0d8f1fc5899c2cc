import { tables, type Transaction } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import { notFound } from "../errors.ts";
import type { FoundQuote } from "./to-wire.ts";

/** **Throws** NOT_FOUND, whether it is absent or another organization's. */
export async function findQuote(tx: Transaction, organizationId: string, id: string): Promise<FoundQuote> {
  const { quote, contract, site } = tables;
  const [found] = await tx
    .select({ row: quote, contractId: contract.id, country: site.country })
    .from(quote)
    .innerJoin(site, eq(site.id, quote.siteId))
    .leftJoin(contract, eq(contract.quoteId, quote.id))
    .where(and(eq(quote.organizationId, organizationId), eq(quote.id, id)));
  if (!found) throw notFound("quote", id);
  return found;
}
