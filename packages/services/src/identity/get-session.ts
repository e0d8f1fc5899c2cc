import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request, ServiceContext } from "../context.ts";
import { scopesHeldBy } from "../held-scopes.ts";
import { bindOrganization } from "../transaction.ts";
import type { Identity } from "./resolve-actor.ts";
import type { sessionOutput } from "./schemas.ts";

export type SessionWire = z.infer<typeof sessionOutput>;

/** Who asks, for which organization, and what that allows. Nobody at all is an answer, too. */
export async function getSession({
  ctx,
  input,
}: Request<Pick<Identity, "person" | "memberships">>): Promise<SessionWire> {
  const { actor } = ctx;
  const role = "role" in actor ? actor.role : null;
  return {
    person: input.person,
    organization: "organizationId" in actor ? await readOrganization(ctx, actor.organizationId) : null,
    role: actor.kind === "staff" ? null : role,
    staff_role: actor.kind === "staff" ? actor.role : null,
    scopes: [...scopesHeldBy(actor)],
    organizations: input.memberships.map((each) => ({ id: each.organizationId, name: each.name, role: each.role })),
  };
}

async function readOrganization(ctx: ServiceContext, organizationId: string): Promise<SessionWire["organization"]> {
  const { id, name, slug, country } = tables.organization;
  // No scope: whoever acts for an organization may know its name.
  return ctx.platform.databases.app.transaction(async (tx) => {
    await bindOrganization(tx, organizationId);
    const [row] = await tx.select({ id, name, slug, country }).from(tables.organization).where(eq(id, organizationId));
    return row ?? null;
  });
}
