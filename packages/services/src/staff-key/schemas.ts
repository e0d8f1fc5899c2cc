import { z } from "zod";
import { roles } from "@ingot/governance";
import { instantSchema } from "../wire.ts";

/** Scopes that only our staff hold, and that a key of theirs may carry. */
const staffScopes = [...new Set([...roles.operator.scopes, ...roles.finance_staff.scopes, ...roles.auditor.scopes])];

export const staffKeySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    created_by_id: z.string(),
    created_at: instantSchema,
    expires_at: instantSchema,
    revoked_at: instantSchema.nullable(),
    last_used_at: instantSchema.nullable(),
  })
  .meta({ id: "StaffKey" });

export const staffKeyListOutput = z.object({ items: z.array(staffKeySchema) });
export const staffKeyCreateInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(z.enum(staffScopes)).min(1).max(staffScopes.length),
  expires_in_days: z.number().int().min(1).max(365).default(90),
});
/** The secret is said once and kept only as a hash: with a repeated idempotency key it is null. */
export const staffKeyCreateOutput = staffKeySchema.extend({ secret: z.string().nullable() });
export const staffKeyRevokeInput = z.strictObject({ id: z.string().max(60) });
