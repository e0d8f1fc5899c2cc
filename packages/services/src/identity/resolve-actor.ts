import { type Database, tables } from "@ingot/db";
import { asc, eq } from "drizzle-orm";
import type { Actor, Platform } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { authenticateKey } from "../key/authenticate.ts";
import type { Auth } from "./auth.ts";
import { asCustomerRole, asStaffRole } from "./auth-roles.ts";

/** An organization that a person belongs to at this moment. */
export interface Membership {
  readonly organizationId: string;
  readonly name: string;
  readonly role: Extract<Actor, { kind: "person" }>["role"];
}

/** Who a request comes from. A refusal is told when somebody, not nobody, was claimed and is not believed. */
export interface Identity {
  readonly actor: Actor;
  readonly person: { readonly id: string; readonly name: string; readonly email: string } | null;
  readonly memberships: readonly Membership[];
  readonly refusal: ServiceError | null;
  /** `Set-Cookie` lines for the answer: a session in use is prolonged, and its cookie with it. */
  readonly cookies: readonly string[];
}

export interface IdentitySource {
  readonly platform: Pick<Platform, "databases">;
  readonly auth: Auth;
}

const nobody: Identity = { actor: { kind: "anonymous" }, person: null, memberships: [], refusal: null, cookies: [] };

/**
 * Reads who asks from the headers: an API key, else a session's cookie, else nobody. Membership and role are read
 * each time, since a session outlives both. `prolong` only where the answer can carry cookies: a session that grew
 * while its cookie did not would never be prolonged again.
 */
export async function resolveActor(
  { platform, auth }: IdentitySource,
  headers: Headers,
  prolong: "prolong" | "leave" = "leave",
): Promise<Identity> {
  const authorization = headers.get("authorization");
  if (authorization !== null) return ofKey(platform.databases.auth, authorization);
  if (!headers.has("cookie")) return nobody;
  const { response: found, headers: answer } = await auth.api.getSession({
    headers,
    query: { disableRefresh: prolong === "leave" },
    returnHeaders: true,
  });
  if (!found) return nobody;
  const cookies = answer.getSetCookie();
  const { id, name, email } = found.user;
  const standing = await readStanding(platform.databases.auth, id);
  const person = { id, name, email };
  const acting = act(person, standing, found.session.activeOrganizationId);
  return { person, cookies, memberships: standing.memberships, ...refuseOther(acting, headers) };
}

async function ofKey(database: Database, authorization: string): Promise<Identity> {
  const secret = /^Bearer (ik_\S{1,200})$/.exec(authorization)?.[1];
  const actor = secret === undefined ? undefined : await authenticateKey(database, secret);
  if (actor) return { ...nobody, actor };
  const message = "the Authorization header must be `Bearer` and an API key (ik_…) that is neither expired nor revoked";
  return { ...nobody, refusal: new ServiceError("UNAUTHENTICATED", message) };
}

/** The organization that the asking page shows; said by our own pages, and by whoever wants to be sure. */
const organizationHeader = "x-ingot-organization";

type Acting = Pick<Identity, "actor" | "refusal">;

/** A page that stayed open while another tab chose another organization must not write into its books. */
function refuseOther(acting: Acting, headers: Headers): Acting {
  const shown = headers.get(organizationHeader);
  const { actor } = acting;
  if (shown === null || !("organizationId" in actor) || actor.organizationId === shown) return acting;
  const message = "this browser works for another organization by now than this page shows; load the page again";
  return { actor: { kind: "anonymous" }, refusal: new ServiceError("OTHER_ORGANIZATION", message, { shown }) };
}

interface Standing {
  readonly memberships: readonly Membership[];
  readonly staffRole: Extract<Actor, { kind: "staff" }>["role"] | undefined;
}

async function readStanding(database: Database, personId: string): Promise<Standing> {
  const { member, organization, staffMember } = tables;
  const [rows, staff] = await Promise.all([
    database
      .select({ organizationId: organization.id, name: organization.name, role: member.role })
      .from(member)
      .innerJoin(organization, eq(organization.id, member.organizationId))
      .where(eq(member.userId, personId))
      .orderBy(asc(member.createdAt), asc(member.id)),
    database.select({ role: staffMember.role }).from(staffMember).where(eq(staffMember.userId, personId)),
  ]);
  const memberships = rows.flatMap(({ role: text, ...rest }) => {
    const role = asCustomerRole(text);
    return role ? [{ ...rest, role }] : [];
  });
  return { memberships, staffRole: asStaffRole(staff[0]?.role ?? "") };
}

function act(
  person: NonNullable<Identity["person"]>,
  { memberships, staffRole }: Standing,
  activeOrganizationId: string | null | undefined,
): Pick<Identity, "actor" | "refusal"> {
  const who = { personId: person.id, name: person.name, email: person.email };
  if (staffRole) return { actor: { kind: "staff", ...who, role: staffRole }, refusal: null };
  const membership = memberships.find(({ organizationId }) => organizationId === activeOrganizationId);
  if (membership) {
    const { organizationId, role } = membership;
    return { actor: { kind: "person", ...who, organizationId, role }, refusal: null };
  }
  // Never another organization than the one that was chosen: a write would land in the wrong books.
  return { actor: { kind: "anonymous" }, refusal: null };
}
