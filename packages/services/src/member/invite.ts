import { tables, type Transaction } from "@ingot/db";
import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Request } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import { writeTenant } from "../transaction.ts";
import { makeInvitationToken } from "./invitation-token.ts";
import { invitationWire } from "./invitation-wire.ts";
import { refuseAbove, requirePerson } from "./rank.ts";
import type { inviteInput, inviteOutput } from "./schemas.ts";

const validMilliseconds = 7 * 86_400_000;

/**
 * Invites somebody by e-mail. The token of the link is in this answer and nowhere else; inviting the same address again
 * ends the invitation before, and with it its link.
 */
export async function invite({
  ctx,
  input,
}: Request<z.infer<typeof inviteInput>>): Promise<z.infer<typeof inviteOutput>> {
  let token: string | null = null;
  const invited = await writeTenant(ctx, { action: "member.invited", scope: "member.write", input }, async (tx, by) => {
    const actor = requirePerson(by);
    refuseAbove(actor, input.role, "invite to");
    await serializeInvitations(tx, actor.organizationId);
    await refuseMember(tx, input.email);
    const { invitation } = tables;
    const replaced = await tx
      .update(invitation)
      .set({ status: "canceled" })
      .where(and(eq(invitation.email, input.email), eq(invitation.status, "pending")))
      .returning({ id: invitation.id });
    const now = await realNow(tx);
    const made = makeInvitationToken();
    const [row] = await tx
      .insert(invitation)
      .values({
        id: ctx.platform.newId("invitation"),
        organizationId: actor.organizationId,
        email: input.email,
        role: input.role,
        inviterId: actor.personId,
        inviterName: actor.name,
        tokenHash: made.hash,
        createdAt: now,
        expiresAt: new Date(now.getTime() + validMilliseconds),
      })
      .returning();
    assert(row, "the invitation was written");
    token = made.token;
    const data = { email: row.email, role: row.role, ...(replaced[0] && { replaces: replaced[0].id }) };
    return { result: invitationWire(row, now), subject: { kind: "invitation", id: row.id, data } };
  });
  return { ...invited, token };
}

/** Two invitations of one address at once would both find none before them. */
async function serializeInvitations(tx: Transaction, organizationId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`invitations of ${organizationId}`}, 0))`);
}

// Colleagues alone are visible here, so this tells nothing of accounts elsewhere.
async function refuseMember(tx: Transaction, email: string): Promise<void> {
  const { user } = tables;
  const [colleague] = await tx.select({ name: user.name }).from(user).where(eq(user.email, email));
  if (colleague) throw new ServiceError("CONFLICT", `${email} belongs to the organization already`, { email });
}
