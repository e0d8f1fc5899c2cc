import { randomBytes } from "node:crypto";
import { type Database, tables } from "@ingot/db";
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { organization } from "better-auth/plugins";
import { asc, eq } from "drizzle-orm";
import type { Platform } from "../context.ts";
import type { Log } from "../ports.ts";
import { accessControl, signInRoles } from "./auth-roles.ts";

/** The only header that rate limits read an address from. The portal sets it; what a client sends is overwritten. */
export const clientAddressHeader = "x-ingot-client-address";

export interface AuthParts {
  /** The database as the role of sign-in. */
  readonly database: Database;
  readonly newId: Platform["newId"];
  readonly log: Log;
  /** The one address of the portal: cookies and origins hold for it alone. */
  readonly baseUrl: string;
  readonly secret: string;
  /** Cookies ignore the port: stacks side by side on one machine need prefixes of their own. */
  readonly cookiePrefix?: string;
  readonly rateLimit?: boolean;
}

export type Auth = ReturnType<typeof createAuth>;

/** Sign-in, sessions, organizations and invitations, kept in the schema `auth`. */
export function createAuth(parts: AuthParts) {
  return betterAuth({ ...authOptions(parts), plugins: [organizationPlugin()] });
}

function organizationPlugin() {
  return organization({
    ac: accessControl,
    roles: signInRoles,
    creatorRole: "owner",
    schema: {
      organization: {
        additionalFields: { country: { type: "string", required: false, defaultValue: "FR", input: true } },
      },
    },
  });
}

/**
 * What the library would write without scope, audit row or idempotency: the verbs of `member` do it instead. Choosing
 * the session's organization stays, since it changes nothing but the session.
 */
const closedPaths = [
  "create",
  "update",
  "delete",
  "leave",
  "invite-member",
  "accept-invitation",
  "reject-invitation",
  "cancel-invitation",
  "get-invitation",
  "list-invitations",
  "list-user-invitations",
  "update-member-role",
  "remove-member",
  "get-full-organization",
  "list-members",
].map((name) => `/organization/${name}`);

/** Everything but the plugin, whose type must stay whole for `auth.api` to know its endpoints. */
export function authOptions(parts: AuthParts) {
  const { database, newId, log, baseUrl, secret, cookiePrefix = "ingot", rateLimit = true } = parts;
  return {
    appName: "Ingot",
    baseURL: baseUrl,
    basePath: "/api/auth",
    secret,
    disabledPaths: closedPaths,
    telemetry: { enabled: false },
    database: drizzleAdapter(database, { provider: "pg", schema: authTables, transaction: true }),
    emailAndPassword: { enabled: true, minPasswordLength: 12, maxPasswordLength: 200 },
    // A cached cookie would outlive a removed session.
    session: { cookieCache: { enabled: false } },
    rateLimit: {
      enabled: rateLimit,
      storage: "database",
      window: 60,
      max: 300,
      customRules: { "/sign-in/email": { window: 60, max: 20 }, "/sign-up/email": { window: 60, max: 10 } },
    },
    advanced: {
      cookiePrefix,
      // Said aloud, because the library's own default depends on NODE_ENV.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      database: { generateId: ({ model }) => idOf(model, newId) },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session) => ({
            data: { ...session, activeOrganizationId: await firstOrganization(database, session.userId) },
          }),
        },
      },
    },
    logger: { level: "warn", log: (level, message) => log[level]({ part: "sign-in" }, message) },
  } satisfies BetterAuthOptions;
}

/** better-auth's model names → our tables. */
export const authTables = {
  user: tables.user,
  session: tables.session,
  account: tables.account,
  verification: tables.verification,
  organization: tables.organization,
  member: tables.member,
  invitation: tables.invitation,
  rateLimit: tables.rateLimit,
};

const idKinds = { user: "person", session: "session", organization: "organization", member: "member" } as const;

function idOf(model: string, newId: Platform["newId"]): string {
  if (Object.hasOwn(idKinds, model)) return newId(idKinds[model as keyof typeof idKinds]);
  return randomBytes(20).toString("hex");
}

async function firstOrganization(database: Database, userId: string): Promise<string | null> {
  const { member } = tables;
  const [first] = await database
    .select({ organizationId: member.organizationId })
    .from(member)
    .where(eq(member.userId, userId))
    .orderBy(asc(member.createdAt), asc(member.id))
    .limit(1);
  return first?.organizationId ?? null;
}
