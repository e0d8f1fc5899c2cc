import { tables, type Transaction } from "@ingot/db";
import { and, desc, eq, getTableColumns, inArray } from "drizzle-orm";
import { notFound } from "../errors.ts";
import type { DatasetRow, VersionRow } from "./to-wire.ts";

const { manifest: _manifest, ...light } = getTableColumns(tables.datasetVersion);

/** Columns of a version without its manifest. */
export const versionColumns = light;

/** **Throws** NOT_FOUND, whether it is absent or another organization's. */
export async function findDataset(tx: Transaction, organizationId: string, id: string): Promise<DatasetRow> {
  const { dataset } = tables;
  const [row] = await tx
    .select()
    .from(dataset)
    .where(and(eq(dataset.organizationId, organizationId), eq(dataset.id, id)));
  if (!row) throw notFound("dataset", id);
  return row;
}

/** The newest version of each dataset that has one. */
export async function latestVersions(tx: Transaction, datasetIds: readonly string[]): Promise<Map<string, VersionRow>> {
  if (datasetIds.length === 0) return new Map();
  const { datasetVersion } = tables;
  const rows = await tx
    .selectDistinctOn([datasetVersion.datasetId], versionColumns)
    .from(datasetVersion)
    .where(inArray(datasetVersion.datasetId, [...datasetIds]))
    .orderBy(datasetVersion.datasetId, desc(datasetVersion.number));
  return new Map(rows.map((row) => [row.datasetId, row]));
}
