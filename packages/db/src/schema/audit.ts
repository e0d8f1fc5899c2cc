import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgPolicy, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import {
  appRole,
  authRole,
  currentOrganization,
  id,
  instant,
  organizationId,
  platformRole,
  tenantPolicies,
} from "./columns.ts";

/** Who did what, written in the transaction that did it. Appended only. */
export const auditEntry = pgTable(
  "audit_entry",
  {
    id: id(),
    /** NULL for what concerns the platform and no customer. */
    organizationId: text(),
    action: text().notNull(),
    actor: jsonb().notNull(),
    subjectKind: text().notNull(),
    subjectId: text().notNull(),
    requestId: text().notNull(),
    at: instant().notNull(),
    data: jsonb().notNull(),
  },
  (table) => [
    index("audit_entry_of_organization").on(table.organizationId, table.at),
    ...tenantPolicies("audit_entry"),
  ],
);

/** The answer of a write that was asked with an idempotency key, for whoever asks again. */
export const idempotencyKey = pgTable(
  "idempotency_key",
  {
    organizationId: organizationId(),
    /** Person, key or staff member: two people never share a key. */
    actorId: text().notNull(),
    key: text().notNull(),
    action: text().notNull(),
    requestHash: text().notNull(),
    response: jsonb(),
    createdAt: instant().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organizationId, table.actorId, table.key] }),
    ...tenantPolicies("idempotency_key"),
  ],
);

/** A customer's key for the API; the secret is known only to the customer. */
export const apiKey = pgTable(
  "api_key",
  {
    id: id(),
    organizationId: organizationId(),
    name: text().notNull(),
    prefix: text().notNull(),
    secretHash: text().notNull(),
    role: text().notNull(),
    createdBy: text().notNull(),
    /** The person, so that their keys end when they leave; NULL for keys older than this column. */
    createdById: text(),
    createdAt: instant().notNull(),
    expiresAt: instant(),
    revokedAt: instant(),
    lastUsedAt: instant(),
  },
  (table) => [
    uniqueIndex("api_key_secret").on(table.secretHash),
    ...tenantPolicies("api_key"),
    pgPolicy("api_key_of_sign_in", { to: authRole, using: sql`true`, withCheck: sql`true` }),
  ],
);

/** A key of Ingot's staff: some of its maker's scopes, for as long as the maker has them. */
export const staffKey = pgTable("staff_key", {
  id: id(),
  name: text().notNull(),
  prefix: text().notNull(),
  secretHash: text().notNull().unique(),
  scopes: text().array().notNull(),
  createdById: text().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  revokedAt: instant(),
  lastUsedAt: instant(),
});

/** Work to do after a commit (wake a workflow, send mail): delivered at least once, in order of id. */
export const outbox = pgTable(
  "outbox",
  {
    id: id(),
    organizationId: text(),
    kind: text().notNull(),
    payload: jsonb().notNull(),
    createdAt: instant().notNull(),
    doneAt: instant(),
    attempts: integer().notNull().default(0),
  },
  (table) => [
    index("outbox_open").on(table.doneAt, table.id),
    pgPolicy("outbox_of_organization", {
      to: appRole,
      using: sql`organization_id = ${currentOrganization}`,
      withCheck: sql`organization_id = ${currentOrganization}`,
    }),
    pgPolicy("outbox_of_platform", { to: platformRole, using: sql`true`, withCheck: sql`true` }),
  ],
);
