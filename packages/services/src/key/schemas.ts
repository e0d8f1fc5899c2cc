import { z } from "zod";
import { instantSchema } from "../wire.ts";

export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    role: z.string(),
    created_by: z.string(),
    created_at: instantSchema,
    expires_at: instantSchema.nullable(),
    revoked_at: instantSchema.nullable(),
    last_used_at: instantSchema.nullable(),
  })
  .meta({ id: "Key" });

export const keyListOutput = z.object({ items: z.array(keySchema) });
export const keyCreateInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  role: z.enum(["admin", "engineer", "finance", "viewer"]).default("engineer"),
  expires_in_days: z.number().int().min(1).max(365).default(90),
});
/** The secret is said once and kept only as a hash: with a repeated idempotency key it is null. */
export const keyCreateOutput = keySchema.extend({ secret: z.string().nullable() });
export const keyRevokeInput = z.strictObject({ id: z.string().max(60) });
