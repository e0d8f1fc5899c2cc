import { scopesOf } from "@ingot/governance";
import type { Actor } from "../context.ts";
import { ServiceError } from "../errors.ts";

export type PersonActor = Extract<Actor, { kind: "person" }>;

/** A key that could bring people in would outlive every check of who holds it. */
export function requirePerson(actor: Actor): PersonActor {
  if (actor.kind === "person") return actor;
  throw new ServiceError("FORBIDDEN", "who belongs to an organization is changed by a person, not by an API key");
}

/** Whether a role may do something that another may not. */
export const exceeds = (role: string, other: string): boolean => {
  const held = scopesOf(other);
  return [...scopesOf(role)].some((scope) => !held.has(scope));
};

/** Nobody hands out, or takes away, more than they hold. */
export function refuseAbove(actor: PersonActor, role: string, deed: string): void {
  if (!exceeds(role, actor.role)) return;
  throw new ServiceError("FORBIDDEN", `the role "${actor.role}" cannot ${deed} the role "${role}", which may do more`, {
    role,
  });
}
