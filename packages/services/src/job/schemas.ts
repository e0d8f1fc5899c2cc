import { z } from "zod";
import { instantSchema, pageInputSchema, pageOf } from "../wire.ts";

export const jobSchema = z
  .object({
    id: z.string(),
    kind: z.enum(["training", "validation"]),
    status: z.string(),
    status_reason: z.string().nullable(),
    fault_party: z.enum(["customer", "provider", "none"]).nullable(),
    phase: z.string().nullable(),
    queue_position: z.number().int().nullable(),
    steps_completed: z.number(),
    total_steps: z.number(),
    steps_lost: z.number(),
    interruptions: z.number().int(),
    started_at: instantSchema.nullable(),
    finished_at: instantSchema.nullable(),
    nodes: z.array(z.string()),
  })
  .meta({ id: "Job" });

export const metricPointSchema = z
  .object({
    step: z.number(),
    tokens: z.number(),
    loss: z.number(),
    tokens_per_second: z.number(),
    effective_at: instantSchema,
  })
  .meta({ id: "MetricPoint" });

export const checkpointSchema = z
  .object({
    id: z.string(),
    contract_id: z.string(),
    job_id: z.string(),
    step: z.number(),
    tokens_trained: z.number(),
    hash: z.string(),
    parent_hash: z.string().nullable(),
    bytes: z.number(),
    site_id: z.string(),
    effective_at: instantSchema,
    final: z.boolean(),
    simulated: z.literal(true),
  })
  .meta({ id: "Checkpoint" });

export const metricsInput = z.strictObject({ id: z.string().max(60), after_step: z.number().default(-1) });
export const metricsOutput = z.object({ items: z.array(metricPointSchema) });
export const checkpointsInput = pageInputSchema.extend({ id: z.string().max(60) });
export const checkpointsOutput = pageOf(checkpointSchema);
export const checkpointGetInput = z.strictObject({ id: z.string().max(60) });
/** The transition graph of job.status, as data. */
export const jobTransitionsOutput = z.object({ transitions: z.record(z.string(), z.array(z.string())) });
