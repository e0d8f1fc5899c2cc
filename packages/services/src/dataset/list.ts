import { tables } from "@ingot/db";
import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import { latestVersions } from "./find.ts";
import type { datasetListInput } from "./schemas.ts";
import { datasetToWire, type DatasetWire } from "./to-wire.ts";

export async function listDatasets({
  ctx,
  input,
}: Request<z.infer<typeof datasetListInput>>): Promise<{ items: DatasetWire[]; next_cursor: string | null }> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "dataset.read", async (tx, actor) => {
    const { dataset } = tables;
    const rows = await tx
      .select()
      .from(dataset)
      .where(and(eq(dataset.organizationId, actor.organizationId), after(dataset.createdAt, dataset.id, start)))
      .orderBy(desc(dataset.createdAt), desc(dataset.id))
      .limit(input.limit + 1);
    const latest = await latestVersions(
      tx,
      rows.map((row) => row.id),
    );
    return pageOfRows(
      rows,
      input.limit,
      (row) => ({ at: row.createdAt, id: row.id }),
      (row) => datasetToWire(row, latest.get(row.id)),
    );
  });
}
