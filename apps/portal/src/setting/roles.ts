import { type OrganizationRole, roles, scopesOf } from "@ingot/governance";
import type { Session } from "../api/outputs.ts";
import { spellOut } from "../words/sentences.ts";

/** What each role is for, in one line. */
const purposes = {
  owner: "everything, also paying and owners",
  admin: "everything but paying and owners",
  engineer: "data, quotes and runs; signs nothing",
  finance: "signs quotes, sees and pays invoices",
  viewer: "looks, and changes nothing",
} as const satisfies Record<OrganizationRole, string>;

export const purposeOf = (role: string): string => (role in purposes ? purposes[role as OrganizationRole] : "");

const names = Object.keys(purposes) as OrganizationRole[];

/** Whether whoever looks may give or take a role: nobody hands out more than they hold. */
export function mayHandle(session: Pick<Session, "scopes">, role: string): boolean {
  return role in roles && [...scopesOf(role)].every((scope) => session.scopes.includes(scope));
}

/** The roles that somebody may give, for a choice. */
export const rolesToGive = (session: Pick<Session, "scopes">) =>
  names
    .filter((role) => mayHandle(session, role))
    .map((role) => ({ value: role, label: `${spellOut(role)}: ${purposes[role]}` }));
