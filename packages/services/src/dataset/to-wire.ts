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

/** An upload that gave no sign of life for so long has died with its process. **Unit** real milliseconds. */
const lifeSign = 30_000;

/** Shows an upload as of a real instant; nothing has to notice a death for it to be seen. */
export function uploadToWire(row: UploadRow, realNow: Date): UploadWire {
  const dead = row.status === "receiving" && realNow.getTime() - row.updatedAt.getTime() > lifeSign;
  return {
    id: row.id,
    dataset_id: row.datasetId,
    file_name: row.fileName,
    status: dead ? "failed" : row.status,
    bytes_received: row.bytesReceived,
    bytes_expected: row.bytesExpected,
    records: row.records,
    tokens: row.tokens,
    rows_rejected: row.rowsRejected,
    rejected_rows: row.rejectedRows as UploadWire["rejected_rows"],
    message: dead ? "the upload stopped without a word; nothing of it was kept: send the file again" : row.message,
    dataset_version_id: row.datasetVersionId,
    created_at: row.createdAt.toISOString(),
  };
}
