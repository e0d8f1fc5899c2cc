import { tables } from "@ingot/db";
import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import type { contractListInput } from "./schemas.ts";
import { type ContractSummaryWire, summaryToWire } from "./to-wire.ts";
import { readViews } from "./view.ts";

export async function listContracts({
  ctx,
  input,
}: Request<z.infer<typeof contractListInput>>): Promise<{ items: ContractSummaryWire[]; next_cursor: string | null }> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "contract.read", async (tx, actor) => {
    const { contract } = tables;
    const where = and(
      eq(contract.organizationId, actor.organizationId),
      input.status && eq(contract.status, input.status),
      after(contract.acceptedAt, contract.id, start),
    );
    const orderBy = [desc(contract.acceptedAt), desc(contract.id)];
    const views = await readViews(tx, where, { orderBy, limit: input.limit + 1 });
    return pageOfRows(
      views,
      input.limit,
      (view) => ({ at: view.contract.acceptedAt, id: view.contract.id }),
      summaryToWire,
    );
  });
}
