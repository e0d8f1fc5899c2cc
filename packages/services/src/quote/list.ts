import { tables } from "@ingot/db";
import { and, desc, eq, getTableColumns, gt, lte, or, type SQL } from "drizzle-orm";
import type { z } from "zod";
import { platformNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { modelColumns } from "./model-columns.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import type { quoteListInput } from "./schemas.ts";
import { type QuoteSummaryWire, summaryToWire } from "./to-wire.ts";

const { document: _document, presentation: _presentation, model: _model, ...columns } = getTableColumns(tables.quote);
const light = { ...columns, ...modelColumns };

type Input = z.infer<typeof quoteListInput>;

export async function listQuotes({
  ctx,
  input,
}: Request<Input>): Promise<{ items: QuoteSummaryWire[]; next_cursor: string | null }> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "quote.read", async (tx, actor) => {
    const { quote, contract, site } = tables;
    const now = await platformNow(tx);
    const rows = await tx
      .select({ row: light, contractId: contract.id, country: site.country })
      .from(quote)
      .innerJoin(site, eq(site.id, quote.siteId))
      .leftJoin(contract, eq(contract.quoteId, quote.id))
      .where(
        and(
          eq(quote.organizationId, actor.organizationId),
          hasStatus(input.status, now),
          after(quote.createdAt, quote.id, start),
        ),
      )
      .orderBy(desc(quote.createdAt), desc(quote.id))
      .limit(input.limit + 1);
    return pageOfRows(
      rows,
      input.limit,
      ({ row }) => ({ at: row.createdAt, id: row.id }),
      (found) => summaryToWire(found, now),
    );
  });
}

/** An open quote past its expiry counts as expired, whatever its row says. */
function hasStatus(status: Input["status"], now: Date): SQL | undefined {
  const { quote } = tables;
  if (status === "open") return and(eq(quote.status, "open"), gt(quote.expiresAt, now));
  if (status !== "expired") return status && eq(quote.status, status);
  return or(eq(quote.status, "expired"), and(eq(quote.status, "open"), lte(quote.expiresAt, now)));
}
