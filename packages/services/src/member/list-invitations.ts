import { tables } from "@ingot/db";
import { desc, eq } from "drizzle-orm";
import type { Request } from "../context.ts";
import { realNow } from "../clock/now.ts";
import { readTenant } from "../transaction.ts";
import { type InvitationWire, invitationWire } from "./invitation-wire.ts";

/** Invitations that nobody has taken up yet, newest first; expired ones stand until they are revoked or renewed. */
export function listInvitations({ ctx }: Request<unknown>): Promise<{ items: InvitationWire[] }> {
  const { invitation } = tables;
  return readTenant(ctx, "member.write", async (tx) => {
    const now = await realNow(tx);
    const rows = await tx
      .select()
      .from(invitation)
      .where(eq(invitation.status, "pending"))
      .orderBy(desc(invitation.createdAt), desc(invitation.id));
    return { items: rows.map((row) => invitationWire(row, now)) };
  });
}
