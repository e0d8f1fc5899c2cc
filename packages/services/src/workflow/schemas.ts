import { z } from "zod";
import { instantSchema, pageInputSchema, pageOf } from "../wire.ts";

export const workflowStatuses = ["running", "completed", "failed", "canceled", "missing"] as const;

export const workflowSummarySchema = z
  .object({
    id: z.string(),
    contract_id: z.string(),
    contract_number: z.string(),
    title: z.string(),
    status: z.enum(workflowStatuses),
    /** Where it stands, in our words. */
    stage: z.string(),
    started_at: instantSchema.nullable(),
    closed_at: instantSchema.nullable(),
  })
  .meta({ id: "WorkflowSummary" });

export const workflowSchema = workflowSummarySchema
  .extend({
    history: z.array(z.object({ at: instantSchema, what: z.string(), detail: z.string().nullable() })),
    pending: z.array(
      z.object({
        kind: z.enum(["timer", "step"]),
        what: z.string(),
        attempt: z.number().int(),
        due_at: instantSchema.nullable(),
        last_failure: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "Workflow" });

export const workflowListInput = pageInputSchema;
export const workflowListOutput = pageOf(workflowSummarySchema);
export const workflowGetInput = z.strictObject({ contract_id: z.string().max(60) });
