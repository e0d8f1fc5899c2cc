import { sql } from "drizzle-orm";
import { customType, pgPolicy, pgRole, text, timestamp } from "drizzle-orm/pg-core";

/** The application on behalf of one organization: sees only that organization's rows. */
export const appRole = pgRole("ingot_app").existing();
/** The worker and the operator's view: every organization's rows, but owner of none. */
export const platformRole = pgRole("ingot_platform").existing();
/** Sign-in: reads sessions and keys before an organization is known. */
export const authRole = pgRole("ingot_auth").existing();

/** The organization of this transaction; NULL (so: no row) when none was set. */
export const currentOrganization = sql`nullif(current_setting('ingot.organization', true), '')`;

/** An instant; the string is what Postgres prints, so that no precision is lost on the way. */
export const instant = () => timestamp({ withTimezone: true, mode: "date", precision: 3 });

/** A span of time as Postgres keeps it; bounds `[from,to)`, ISO instants inside. */
export const instantRange = customType<{ data: string; driverData: string }>({ dataType: () => "tstzrange" });

/** A run of whole numbers, `[first,last)`. */
export const countRange = customType<{ data: string; driverData: string }>({ dataType: () => "int4range" });

export const id = () => text().primaryKey();

export const organizationId = () => text().notNull();

/** Row level security of a tenant's table. FORCE and grants stand in a hand-written migration. */
export const tenantPolicies = (table: string) => [
  pgPolicy(`${table}_of_organization`, {
    to: appRole,
    using: sql`organization_id = ${currentOrganization}`,
    withCheck: sql`organization_id = ${currentOrganization}`,
  }),
  pgPolicy(`${table}_of_platform`, { to: platformRole, using: sql`true`, withCheck: sql`true` }),
];
