import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { writeTenant } from "../transaction.ts";
import { refuseAbove, requirePerson } from "./rank.ts";
import type { memberChangeOutput, memberSetRoleInput } from "./schemas.ts";
import { lockMember, withdraw } from "./standing.ts";

/** Gives a colleague another role, from their next request on. An organization always keeps an owner. */
export function setMemberRole({
  ctx,
  input,
}: Request<z.infer<typeof memberSetRoleInput>>): Promise<z.infer<typeof memberChangeOutput>> {
  const intent = { action: "member.role_changed", scope: "member.write", input } as const;
  return writeTenant(ctx, intent, async (tx, by) => {
    const actor = requirePerson(by);
    refuseAbove(actor, input.role, "give");
    const before = await lockMember(tx, input.id);
    refuseAbove(actor, before.role, "take away");
    if (before.role === input.role) {
      throw new ServiceError("CONFLICT", `${before.name} has the role "${input.role}" already`, { role: input.role });
    }
    await tx.update(tables.member).set({ role: input.role }).where(eq(tables.member.userId, input.id));
    const withdrawn = await withdraw(tx, input.id, input.role);
    const data = { name: before.name, from: before.role, to: input.role, ...withdrawn };
    return {
      result: { ...before, role: input.role, ...withdrawn },
      subject: { kind: "member", id: input.id, data },
    };
  });
}
