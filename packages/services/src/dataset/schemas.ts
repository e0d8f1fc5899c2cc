import { z } from "zod";
import { instantSchema, pageInputSchema, pageOf, residencySchema } from "../wire.ts";

export const datasetIdSchema = z.string().max(60);

export const datasetCreateInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().max(500).default(""),
  residency: residencySchema.default({ store: null, process: null, see: null }),
});

export const tokenCountSchema = z.object({ encoding: z.string(), tokens: z.number().int() });

export const datasetVersionSchema = z
  .object({
    id: z.string(),
    dataset_id: z.string(),
    number: z.number().int(),
    content_hash: z.string(),
    bytes: z.number().int(),
    records: z.number().int(),
    chunks: z.number().int(),
    /** Bytes of this version that no earlier version of the dataset holds, as stored. */
    bytes_added: z.number().int(),
    token_counts: z.array(tokenCountSchema),
    residency: residencySchema,
    created_at: instantSchema,
    created_by: z.string(),
  })
  .meta({ id: "DatasetVersion" });

export const datasetSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    residency: residencySchema,
    created_at: instantSchema,
    latest_version: datasetVersionSchema.nullable(),
    versions: z.number().int(),
  })
  .meta({ id: "Dataset" });

export const rejectedRowSchema = z.object({ line: z.number().int(), rule: z.string(), received: z.string() });

/** One upload of a file into a dataset: it becomes a version whole, or nothing of it stays. */
export const uploadSchema = z
  .object({
    id: z.string(),
    dataset_id: z.string(),
    /** As its sender calls it; null where nobody said. */
    file_name: z.string().nullable(),
    status: z.enum(["receiving", "accepted", "rejected", "failed"]),
    bytes_received: z.number().int(),
    bytes_expected: z.number().int().nullable(),
    records: z.number().int(),
    tokens: z.number().int(),
    rows_rejected: z.number().int(),
    rejected_rows: z.array(rejectedRowSchema).max(100),
    message: z.string().nullable(),
    dataset_version_id: z.string().nullable(),
    created_at: instantSchema,
  })
  .meta({ id: "Upload" });

export const datasetListInput = pageInputSchema;
export const datasetListOutput = pageOf(datasetSchema);
export const datasetGetInput = z.strictObject({ id: datasetIdSchema });
export const datasetVersionsInput = pageInputSchema.extend({ id: datasetIdSchema });
export const datasetVersionsOutput = pageOf(datasetVersionSchema);
export const uploadGetInput = z.strictObject({ id: z.string().max(60) });
export const uploadsListInput = pageInputSchema.extend({ id: datasetIdSchema });
export const uploadsListOutput = pageOf(uploadSchema);
