import { tables } from "@ingot/db";
import { and, desc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { pageOfRows, readCursor } from "../page.ts";
import { requireStaff } from "../transaction.ts";
import type { faultsInput, faultsOutput } from "./schemas.ts";

/** What broke, newest first. */
export async function listFaults({
  ctx,
  input,
}: Request<z.infer<typeof faultsInput>>): Promise<z.infer<typeof faultsOutput>> {
  requireStaff(ctx, "fleet.read");
  const { nodeFault } = tables;
  const start = readCursor(input.cursor);
  const rows = await ctx.platform.databases.platform
    .select()
    .from(nodeFault)
    .where(
      and(
        input.site_id === undefined ? undefined : eq(nodeFault.siteId, input.site_id),
        start &&
          sql`(${nodeFault.effectiveAt}, ${nodeFault.id}) < (${start.at.toISOString()}::timestamptz, ${start.id})`,
      ),
    )
    .orderBy(desc(nodeFault.effectiveAt), desc(nodeFault.id))
    .limit(input.limit + 1);
  return pageOfRows(
    rows,
    input.limit,
    (row) => ({ at: row.effectiveAt, id: row.id }),
    (row) => ({
      id: row.id,
      site_id: row.siteId,
      node_id: row.nodeId,
      job_id: row.jobId,
      cause: row.cause,
      dead_cores: row.deadCores,
      remapped: row.remapped,
      injected: row.injectedBy !== null,
      effective_at: row.effectiveAt.toISOString(),
      repaired_at: row.repairedAt?.toISOString() ?? null,
    }),
  );
}
