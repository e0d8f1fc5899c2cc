import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { writeTenant } from "../transaction.ts";
import { refuseAbove, requirePerson } from "./rank.ts";
import type { memberChangeOutput, memberRemoveInput } from "./schemas.ts";
import { lockMember, withdraw } from "./standing.ts";

/** Ends a membership from the next request on, with the keys and invitations that the person had made. */
export function removeMember({
  ctx,
  input,
}: Request<z.infer<typeof memberRemoveInput>>): Promise<z.infer<typeof memberChangeOutput>> {
  return writeTenant(ctx, { action: "member.removed", scope: "member.write", input }, async (tx, by) => {
    const actor = requirePerson(by);
    const before = await lockMember(tx, input.id);
    refuseAbove(actor, before.role, "take away");
    const withdrawn = await withdraw(tx, input.id, null);
    await tx.delete(tables.member).where(eq(tables.member.userId, input.id));
    const data = { name: before.name, email: before.email, role: before.role, ...withdrawn };
    return { result: { ...before, ...withdrawn }, subject: { kind: "member", id: input.id, data } };
  });
}
