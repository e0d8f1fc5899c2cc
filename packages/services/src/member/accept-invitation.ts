import { tables, type Transaction } from "@ingot/db";
import type { z } from "zod";
import { eq } from "drizzle-orm";
import type { Request, ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { asCustomerRole } from "../identity/auth-roles.ts";
import type { Identity } from "../identity/resolve-actor.ts";
import { writeFor } from "../transaction.ts";
import { findInvitation, lockOpenInvitation } from "./find-invitation.ts";
import type { InvitationRow } from "./invitation-wire.ts";
import type { PersonActor } from "./rank.ts";
import type { invitationAcceptOutput, invitationTokenInput } from "./schemas.ts";

type Person = NonNullable<Identity["person"]>;
type Input = z.infer<typeof invitationTokenInput> & { readonly person: Person | null };
type Joined = z.infer<typeof invitationAcceptOutput>;

/**
 * Makes the signed-in person a member, with the role they were invited to. In the place of a scope stand the secret of
 * the link and an account of the address it was sent to.
 */
export async function acceptInvitation({ ctx, input }: Request<Input>): Promise<Joined> {
  const { person } = input;
  if (!person) throw new ServiceError("UNAUTHENTICATED", "sign in, or make an account, to accept an invitation");
  if (ctx.actor.kind === "staff") {
    throw new ServiceError("FORBIDDEN", "Ingot's staff belong to no customer organization; use an account of your own");
  }
  const { row } = await findInvitation(ctx, input.token);
  refuseOther(person, row);
  const joining = { ...ctx, actor: memberToBe(person, row) };
  const intent = { action: "member.joined", input: { token: row.tokenHash } };
  return writeFor(joining, row.organizationId, intent, async (tx) => {
    const invitation = await lockOpenInvitation(tx, row.id);
    await join(tx, joining, person, invitation);
    await tx.update(tables.invitation).set({ status: "accepted" }).where(eq(tables.invitation.id, invitation.id));
    const data = { email: invitation.email, role: invitation.role, invitation_id: invitation.id };
    const result = { organization_id: invitation.organizationId, role: invitation.role ?? "viewer" };
    return { result, subject: { kind: "member", id: person.id, data } };
  });
}

function refuseOther(person: Person, invitation: InvitationRow): void {
  if (person.email.toLowerCase() === invitation.email) return;
  throw new ServiceError(
    "FORBIDDEN",
    `this invitation is for ${invitation.email}, and you are signed in as ${person.email}: sign out, and in with that address`,
    { email: invitation.email },
  );
}

function memberToBe(person: Person, { organizationId, role: text }: InvitationRow): PersonActor {
  const role = asCustomerRole(text ?? "");
  if (!role)
    throw new ServiceError("CONFLICT", `the role "${text}" of this invitation does not exist; ask for a new one`);
  return { kind: "person", personId: person.id, name: person.name, email: person.email, organizationId, role };
}

async function join(tx: Transaction, ctx: ServiceContext, person: Person, row: InvitationRow): Promise<void> {
  const { member } = tables;
  const added = await tx
    .insert(member)
    .values({
      id: ctx.platform.newId("member"),
      organizationId: row.organizationId,
      userId: person.id,
      role: row.role ?? "viewer",
    })
    .onConflictDoNothing()
    .returning({ id: member.id });
  if (added.length === 0) throw new ServiceError("CONFLICT", "you belong to this organization already");
}
