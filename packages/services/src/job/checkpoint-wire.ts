import type { tables } from "@ingot/db";
import type { z } from "zod";
import type { checkpointSchema } from "./schemas.ts";

export type CheckpointWire = z.infer<typeof checkpointSchema>;

export const checkpointWire = (row: typeof tables.checkpoint.$inferSelect): CheckpointWire => ({
  id: row.id,
  contract_id: row.contractId,
  job_id: row.jobId,
  step: row.step,
  tokens_trained: row.tokens,
  hash: row.hash,
  parent_hash: row.parentHash,
  bytes: row.bytes,
  site_id: row.siteId,
  effective_at: row.effectiveAt.toISOString(),
  final: row.final,
  simulated: true,
});
