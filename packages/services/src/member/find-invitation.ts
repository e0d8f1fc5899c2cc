import { tables, type Transaction } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request, ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { realNow } from "../clock/now.ts";
import { invitationTokenHash } from "./invitation-token.ts";
import { type InvitationRow, invitationStatusAt, invitationWire } from "./invitation-wire.ts";
import type { invitationOfferOutput, invitationTokenInput } from "./schemas.ts";

export interface FoundInvitation {
  readonly row: InvitationRow;
  readonly organization: string;
}

/** The invitation behind a link, of whatever state. **Throws** NOT_FOUND, whatever is wrong with the token. */
export async function findInvitation(ctx: ServiceContext, token: string): Promise<FoundInvitation> {
  const hash = invitationTokenHash(token);
  const { invitation, organization } = tables;
  // As sign-in: whoever holds the link belongs to no organization yet.
  const [found] =
    hash === undefined
      ? []
      : await ctx.platform.databases.auth
          .select({ row: invitation, organization: organization.name })
          .from(invitation)
          .innerJoin(organization, eq(organization.id, invitation.organizationId))
          .where(eq(invitation.tokenHash, hash));
  if (found) return found;
  throw new ServiceError("NOT_FOUND", "this link names no invitation; ask whoever invited you for a new one");
}

/** What the link offers: the secret in it is the only right this needs. */
export async function describeInvitation({
  ctx,
  input,
}: Request<z.infer<typeof invitationTokenInput>>): Promise<z.infer<typeof invitationOfferOutput>> {
  const { row, organization } = await findInvitation(ctx, input.token);
  const now = await ctx.platform.databases.app.transaction(realNow);
  const { email, role, status, invited_by, expires_at } = invitationWire(row, now);
  return { organization, email, role, status, invited_by, expires_at };
}

/** The row, locked, when it may still be taken up at this instant. */
export async function lockOpenInvitation(tx: Transaction, id: string): Promise<InvitationRow> {
  const { invitation } = tables;
  const [row] = await tx.select().from(invitation).where(eq(invitation.id, id)).for("update");
  if (!row) throw new ServiceError("NOT_FOUND", "this link names no invitation");
  const status = invitationStatusAt(row, await realNow(tx));
  if (status === "pending") return row;
  if (status === "expired") {
    const expiredAt = row.expiresAt.toISOString();
    throw new ServiceError("EXPIRED", `this invitation was open until ${expiredAt}; ask for a new one`, {
      expired_at: expiredAt,
    });
  }
  const message =
    status === "accepted"
      ? "this invitation was accepted before; sign in to use it"
      : "this invitation was withdrawn; ask for a new one";
  throw new ServiceError("CONFLICT", message, { status });
}
