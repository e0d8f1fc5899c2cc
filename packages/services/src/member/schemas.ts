import { z } from "zod";
import { instantSchema } from "../wire.ts";

export const memberRoleSchema = z.enum(["owner", "admin", "engineer", "finance", "viewer"]);

/** A person of the organization; the id is the person's. */
export const memberSchema = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() })
  .meta({ id: "Member" });
export const memberListOutput = z.object({ items: z.array(memberSchema) });

export const memberSetRoleInput = z.strictObject({ id: z.string().max(60), role: memberRoleSchema });
export const memberRemoveInput = z.strictObject({ id: z.string().max(60) });

/** What ended together with a person's old rights: keys they had made and invitations they had sent. */
const withdrawnFields = { keys_revoked: z.number().int(), invitations_revoked: z.number().int() };
export const memberChangeOutput = memberSchema.extend(withdrawnFields);

export const invitationSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.string(),
    status: z.enum(["pending", "expired", "accepted", "canceled"]),
    invited_by: z.string(),
    created_at: instantSchema,
    expires_at: instantSchema,
  })
  .meta({ id: "Invitation" });

export const invitationListOutput = z.object({ items: z.array(invitationSchema) });
export const inviteInput = z.strictObject({
  email: z.email("an e-mail address, e.g. ana@example.com").trim().toLowerCase().max(200),
  role: memberRoleSchema,
});
/** The token stands in the link and is said once: with a repeated idempotency key it is null. */
export const inviteOutput = invitationSchema.extend({ token: z.string().nullable() });
export const invitationRevokeInput = z.strictObject({ id: z.string().max(60) });

export const invitationTokenInput = z.strictObject({ token: z.string().max(200) });
/** What whoever holds the link may know before joining. */
export const invitationOfferOutput = invitationSchema
  .pick({ email: true, role: true, status: true, invited_by: true, expires_at: true })
  .extend({ organization: z.string() })
  .meta({ id: "InvitationOffer" });
export const invitationAcceptOutput = z.object({ organization_id: z.string(), role: z.string() });
