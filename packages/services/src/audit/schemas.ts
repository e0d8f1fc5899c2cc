import { z } from "zod";
import { instantSchema, pageInputSchema, pageOf } from "../wire.ts";

export const auditEntrySchema = z
  .object({
    id: z.string(),
    action: z.string(),
    actor: z.string(),
    subject_kind: z.string(),
    subject_id: z.string(),
    request_id: z.string(),
    at: instantSchema,
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "AuditEntry" });

export const auditListInput = pageInputSchema;
export const auditListOutput = pageOf(auditEntrySchema);
