import { tables } from "@ingot/db";
import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import { findDataset, versionColumns } from "./find.ts";
import type { datasetVersionsInput } from "./schemas.ts";
import { type DatasetVersionWire, versionToWire } from "./to-wire.ts";

export async function listDatasetVersions({ ctx, input }: Request<z.infer<typeof datasetVersionsInput>>): Promise<{
  items: DatasetVersionWire[];
  next_cursor: string | null;
}> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "dataset.read", async (tx, actor) => {
    const { datasetVersion } = tables;
    const found = await findDataset(tx, actor.organizationId, input.id);
    const rows = await tx
      .select(versionColumns)
      .from(datasetVersion)
      .where(and(eq(datasetVersion.datasetId, found.id), after(datasetVersion.createdAt, datasetVersion.id, start)))
      .orderBy(desc(datasetVersion.createdAt), desc(datasetVersion.id))
      .limit(input.limit + 1);
    return pageOfRows(rows, input.limit, (row) => ({ at: row.createdAt, id: row.id }), versionToWire);
  });
}
