import { tables } from "@ingot/db";
import { scopesOf } from "@ingot/governance";
import type { z } from "zod";
import { realNow } from "../clock/now.ts";
import type { Actor, Request } from "../context.ts";
import { assert, ServiceError } from "../errors.ts";
import { makeSecret } from "../key/secret.ts";
import { writePlatform } from "../transaction.ts";
import type { staffKeyCreateInput, staffKeyCreateOutput } from "./schemas.ts";
import { staffKeyWire } from "./wire.ts";

const dayMilliseconds = 86_400_000;

/** Makes a key that speaks for its maker with some of their scopes. The secret is said once. */
export async function createStaffKey({
  ctx,
  input,
}: Request<z.infer<typeof staffKeyCreateInput>>): Promise<z.infer<typeof staffKeyCreateOutput>> {
  let secret: string | null = null;
  const intent = { action: "staff_key.created", scope: "fleet.write", input } as const;
  const key = await writePlatform(ctx, intent, async (tx, actor) => {
    refuseMore(actor, input.scopes);
    const made = makeSecret();
    const createdAt = await realNow(tx);
    const [row] = await tx
      .insert(tables.staffKey)
      .values({
        id: ctx.platform.newId("key"),
        name: input.name,
        prefix: made.prefix,
        secretHash: made.hash,
        scopes: [...new Set(input.scopes)].sort(),
        createdById: actor.personId,
        createdAt,
        expiresAt: new Date(createdAt.getTime() + input.expires_in_days * dayMilliseconds),
      })
      .returning();
    assert(row, "the key was written");
    secret = made.secret;
    const data = { name: row.name, scopes: row.scopes, prefix: row.prefix };
    return { result: staffKeyWire(row), subject: { kind: "staff_key", id: row.id, data } };
  });
  return { ...key, secret };
}

/** A key that could make keys would never expire, and one with more scopes would be a promotion. */
function refuseMore(actor: Extract<Actor, { kind: "staff" }>, scopes: readonly string[]): void {
  if (actor.key) throw new ServiceError("FORBIDDEN", "a key is made by a person, not by another key");
  const held: ReadonlySet<string> = scopesOf(actor.role);
  const missing = scopes.filter((scope) => !held.has(scope));
  if (missing.length === 0) return;
  throw new ServiceError("FORBIDDEN", `the role "${actor.role}" cannot give the scopes ${missing.join(", ")}`, {
    scopes: missing,
  });
}
