import { type Scope, scopesOf, scopesOfKey } from "@ingot/governance";
import type { Actor } from "./context.ts";

/** Everything that the actor may do; nothing for nobody and for the machinery, which holds no scopes. */
export function scopesHeldBy(actor: Actor): ReadonlySet<Scope> {
  if (!("role" in actor)) return new Set();
  if (actor.kind === "staff" && actor.key) return scopesOfKey(actor.key.scopes, actor.role);
  return scopesOf(actor.role);
}
