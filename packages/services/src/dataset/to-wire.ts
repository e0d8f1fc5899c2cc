import type { tables } from "@ingot/db";
import { readFence } from "@ingot/governance";
import type { z } from "zod";
import { residencyOf } from "./residency.ts";
import type { datasetSchema, datasetVersionSchema, tokenCountSchema, uploadSchema } from "./schemas.ts";

export type DatasetWire = z.infer<typeof datasetSchema>;
export type DatasetVersionWire = z.infer<typeof datasetVersionSchema>;
export type UploadWire = z.infer<typeof uploadSchema>;
export type TokenCountRow = z.infer<typeof tokenCountSchema>;

export type DatasetRow = typeof tables.dataset.$inferSelect;
/** A version without its manifest, which can be large. */
export type VersionRow = Omit<typeof tables.datasetVersion.$inferSelect, "manifest">;
export type UploadRow = typeof tables.upload.$inferSelect;

export const versionToWire = (row: VersionRow): DatasetVersionWire => ({
  id: row.id,
  dataset_id: row.datasetId,
  number: row.number,
  content_hash: row.contentHash,
  bytes: row.bytes,
  records: row.records,
  chunks: row.chunks,
  bytes_added: row.bytesAdded,
  token_counts: row.tokenCounts as TokenCountRow[],
  residency: residencyOf(readFence(row.fence)),
  created_at: row.createdAt.toISOString(),
  created_by: row.createdBy,
});

export const datasetToWire = (row: DatasetRow, latest: VersionRow | undefined): DatasetWire => ({
  id: row.id,
  name: row.name,
  description: row.description,
  residency: residencyOf(readFence(row.fence)),
  created_at: row.createdAt.toISOString(),
  latest_version: latest ? versionToWire(latest) : null,
  versions: latest?.number ?? 0,
});

export const uploadToWire = (row: UploadRow): UploadWire => ({
  id: row.id,
  dataset_id: row.datasetId,
  status: row.status,
  bytes_received: row.bytesReceived,
  bytes_expected: row.bytesExpected,
  records: row.records,
  tokens: row.tokens,
  rows_rejected: row.rowsRejected,
  rejected_rows: row.rejectedRows as UploadWire["rejected_rows"],
  message: row.message,
  dataset_version_id: row.datasetVersionId,
  created_at: row.createdAt.toISOString(),
});
