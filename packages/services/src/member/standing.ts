import { tables, type Transaction } from "@ingot/db";
import { and, asc, eq, isNull } from "drizzle-orm";
import { realNow } from "../clock/now.ts";
import { notFound, ServiceError } from "../errors.ts";
import { exceeds } from "./rank.ts";

export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}

/** A colleague, whose membership stays as it is until this transaction ends. */
export async function lockMember(tx: Transaction, personId: string): Promise<MemberRow> {
  const { member, user } = tables;
  // Owners first and in one order: two of them who unmake each other at once must not both find another owner.
  const owners = await tx.select().from(member).where(eq(member.role, "owner")).orderBy(asc(member.id)).for("update");
  const [locked] = await tx.select().from(member).where(eq(member.userId, personId)).for("update");
  const { id, name, email } = user;
  const [person] = locked ? await tx.select({ id, name, email }).from(user).where(eq(id, personId)) : [];
  if (!locked || !person) throw notFound("member", personId);
  if (locked.role === "owner" && owners.every(({ userId }) => userId === personId)) {
    const message = `${person.name} is the only owner; make somebody else an owner first`;
    throw new ServiceError("CONFLICT", message, { id: personId });
  }
  return { ...person, role: locked.role };
}

export interface Withdrawn {
  readonly keys_revoked: number;
  readonly invitations_revoked: number;
}

/** Ends what a person had set going with rights that they no longer have; `role` is what is left, or null. */
export async function withdraw(tx: Transaction, personId: string, role: string | null): Promise<Withdrawn> {
  const { apiKey, invitation } = tables;
  const lost = (held: string | null) => role === null || exceeds(held ?? "", role);
  const keys = await tx
    .select()
    .from(apiKey)
    .where(and(eq(apiKey.createdById, personId), isNull(apiKey.revokedAt)));
  const sent = await tx
    .select()
    .from(invitation)
    .where(and(eq(invitation.inviterId, personId), eq(invitation.status, "pending")));
  const ending = { keys: keys.filter((key) => lost(key.role)), sent: sent.filter((each) => lost(each.role)) };
  const revokedAt = await realNow(tx);
  for (const { id } of ending.keys) await tx.update(apiKey).set({ revokedAt }).where(eq(apiKey.id, id));
  for (const { id } of ending.sent) {
    await tx.update(invitation).set({ status: "canceled" }).where(eq(invitation.id, id));
  }
  return { keys_revoked: ending.keys.length, invitations_revoked: ending.sent.length };
}
