import { tables } from "@ingot/db";
import { asc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import type { memberListOutput } from "./schemas.ts";

/** The people of the organization, oldest membership first. */
export function listMembers({ ctx }: Request<unknown>): Promise<z.infer<typeof memberListOutput>> {
  const { member, user } = tables;
  return readTenant(ctx, "member.read", async (tx, { organizationId }) => {
    const items = await tx
      .select({ id: user.id, name: user.name, email: user.email, role: member.role })
      .from(member)
      .innerJoin(user, eq(user.id, member.userId))
      .where(eq(member.organizationId, organizationId))
      .orderBy(asc(member.createdAt), asc(member.id));
    return { items };
  });
}
