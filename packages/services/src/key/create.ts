import { scopesOf } from "@ingot/governance";
import { tables } from "@ingot/db";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Actor, Request } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { writeTenant } from "../transaction.ts";
import type { keyCreateInput, keyCreateOutput } from "./schemas.ts";
import { makeSecret } from "./secret.ts";
import { keyWire } from "./wire.ts";

const dayMilliseconds = 86_400_000;

/** Makes a key for the API. The secret is said once: a repeated idempotency key gets the same answer without it. */
export async function createKey({
  ctx,
  input,
}: Request<z.infer<typeof keyCreateInput>>): Promise<z.infer<typeof keyCreateOutput>> {
  let secret: string | null = null;
  const key = await writeTenant(ctx, { action: "key.created", scope: "key.write", input }, async (tx, actor) => {
    const creator = requirePerson(actor, input.role);
    const made = makeSecret();
    const createdAt = await realNow(tx);
    const [row] = await tx
      .insert(tables.apiKey)
      .values({
        id: ctx.platform.newId("key"),
        organizationId: actor.organizationId,
        name: input.name,
        prefix: made.prefix,
        secretHash: made.hash,
        role: input.role,
        createdBy: creator.name,
        createdById: creator.personId,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + input.expires_in_days * dayMilliseconds),
      })
      .returning();
    if (!row) throw new Error("an inserted key returns its row");
    secret = made.secret;
    const data = { name: input.name, role: input.role, prefix: made.prefix };
    return { result: keyWire(row), subject: { kind: "key", id: row.id, data } };
  });
  return { ...key, secret };
}

/** A key that could make keys would never expire, and one of a higher role would be a promotion. */
function requirePerson(actor: Actor, role: string): Extract<Actor, { kind: "person" }> {
  if (actor.kind !== "person") throw new ServiceError("FORBIDDEN", "a key is made by a person, not by another key");
  const own = scopesOf(actor.role);
  if ([...scopesOf(role)].some((scope) => !own.has(scope))) {
    throw new ServiceError(
      "FORBIDDEN",
      `the role "${actor.role}" cannot make a key of the role "${role}", which may do more`,
      {
        role,
      },
    );
  }
  return actor;
}
