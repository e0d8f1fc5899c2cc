import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { notFound, ServiceError } from "../errors.ts";
import { writeTenant } from "../transaction.ts";
import { type InvitationWire, invitationWire } from "./invitation-wire.ts";
import { requirePerson } from "./rank.ts";
import type { invitationRevokeInput } from "./schemas.ts";

/** Ends an invitation: from now on its link opens nothing. */
export function revokeInvitation({
  ctx,
  input,
}: Request<z.infer<typeof invitationRevokeInput>>): Promise<InvitationWire> {
  const intent = { action: "member.invitation_revoked", scope: "member.write", input } as const;
  return writeTenant(ctx, intent, async (tx, actor) => {
    requirePerson(actor);
    const { invitation } = tables;
    const [row] = await tx.select().from(invitation).where(eq(invitation.id, input.id)).for("update");
    if (!row) throw notFound("invitation", input.id);
    if (row.status === "accepted") {
      throw new ServiceError("CONFLICT", `${row.email} has joined already; remove the member instead`, { id: row.id });
    }
    await tx.update(invitation).set({ status: "canceled" }).where(eq(invitation.id, row.id));
    const result = invitationWire({ ...row, status: "canceled" }, await realNow(tx));
    return { result, subject: { kind: "invitation", id: row.id, data: { email: row.email, role: row.role } } };
  });
}
