import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgSchema, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";

/**
 * better-auth's tables; keys are its model names. Sign-in writes them all, the application writes its own organization's
 * members and invitations, so that each change carries its audit row.
 */
export const authSchema = pgSchema("auth");

const at = () => timestamp({ withTimezone: true });
const made = () => at().notNull().defaultNow();

export const user = authSchema.table("user", {
  id: text().primaryKey(),
  name: text().notNull(),
  email: text().notNull().unique(),
  emailVerified: boolean().notNull().default(false),
  image: text(),
  createdAt: made(),
  updatedAt: made(),
});

export const session = authSchema.table(
  "session",
  {
    id: text().primaryKey(),
    expiresAt: at().notNull(),
    token: text().notNull().unique(),
    ipAddress: text(),
    userAgent: text(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    activeOrganizationId: text(),
    createdAt: made(),
    updatedAt: made(),
  },
  (table) => [index("session_user_id").on(table.userId)],
);

export const account = authSchema.table(
  "account",
  {
    id: text().primaryKey(),
    accountId: text().notNull(),
    providerId: text().notNull(),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    accessToken: text(),
    refreshToken: text(),
    idToken: text(),
    accessTokenExpiresAt: at(),
    refreshTokenExpiresAt: at(),
    scope: text(),
    password: text(),
    createdAt: made(),
    updatedAt: made(),
  },
  (table) => [index("account_user_id").on(table.userId)],
);

export const verification = authSchema.table(
  "verification",
  {
    id: text().primaryKey(),
    identifier: text().notNull(),
    value: text().notNull(),
    expiresAt: at().notNull(),
    createdAt: made(),
    updatedAt: made(),
  },
  (table) => [index("verification_identifier").on(table.identifier)],
);

export const organization = authSchema.table("organization", {
  id: text().primaryKey(),
  name: text().notNull(),
  slug: text().notNull().unique(),
  logo: text(),
  /** ISO 3166-1 alpha-2 code of the seat: decides tax. */
  country: text().notNull().default("FR"),
  metadata: text(),
  createdAt: made(),
});

export const member = authSchema.table(
  "member",
  {
    id: text().primaryKey(),
    organizationId: text()
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    userId: text()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    role: text().notNull().default("viewer"),
    createdAt: made(),
  },
  (table) => [uniqueIndex("member_of_organization").on(table.organizationId, table.userId)],
);

export const invitation = authSchema.table(
  "invitation",
  {
    id: text().primaryKey(),
    organizationId: text()
      .notNull()
      .references(() => organization.id, { onDelete: "cascade" }),
    email: text().notNull(),
    role: text(),
    status: text().notNull().default("pending"),
    expiresAt: at().notNull(),
    createdAt: made(),
    inviterId: text()
      .notNull()
      .references(() => user.id, { onDelete: "cascade" }),
    inviterName: text().notNull().default(""),
    /** Of the secret in the link; whoever reads the table cannot join by it. */
    tokenHash: text().unique(),
  },
  (table) => [
    uniqueIndex("invitation_pending")
      .on(table.organizationId, table.email)
      .where(sql`status = 'pending'`),
  ],
);

export const rateLimit = authSchema.table("rate_limit", {
  id: text().primaryKey(),
  key: text().notNull().unique(),
  count: integer().notNull(),
  lastRequest: bigint({ mode: "number" }).notNull(),
});

/** People of Ingot itself: operators, finance, auditors. */
export const staffMember = authSchema.table("staff_member", {
  userId: text()
    .primaryKey()
    .references(() => user.id, { onDelete: "cascade" }),
  role: text({ enum: ["operator", "finance_staff", "auditor"] }).notNull(),
  createdAt: made(),
});
