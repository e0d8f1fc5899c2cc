import { bigint, doublePrecision, foreignKey, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./columns.ts";
import { datasetVersion } from "./dataset.ts";
import { site } from "./site.ts";

const minor = () => bigint({ mode: "bigint" }).notNull();
const safeCount = () => bigint({ mode: "number" }).notNull();

export const quote = pgTable(
  "quote",
  {
    id: id(),
    organizationId: organizationId(),
    number: text().notNull().unique(),
    status: text({ enum: ["draft", "open", "accepted", "declined", "expired", "superseded", "canceled"] }).notNull(),
    /** Canonical JSON, byte for byte as hashed and signed. */
    document: text().notNull(),
    hash: text().notNull(),
    signature: text().notNull(),
    /** What the page shows beside the document: plan, alternatives, learning. Derived, not signed. */
    presentation: jsonb().notNull(),
    modelId: text().notNull(),
    /** What is trained, shape and vocabulary, with a customer's own configuration; null in the quotes of before. */
    model: jsonb(),
    systemId: text().notNull(),
    devices: integer().notNull(),
    siteId: text()
      .notNull()
      .references(() => site.id),
    datasetVersionId: text().notNull(),
    tokensContracted: safeCount(),
    currency: text().notNull(),
    priceMinor: minor(),
    promisedFinish: instant().notNull(),
    probability: doublePrecision().notNull(),
    expiresAt: instant().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    unique("quote_in_organization").on(table.organizationId, table.id),
    index("quote_of_organization").on(table.organizationId, table.createdAt),
    foreignKey({
      columns: [table.organizationId, table.datasetVersionId],
      foreignColumns: [datasetVersion.organizationId, datasetVersion.id],
    }),
    ...tenantPolicies("quote"),
  ],
);

export const contract = pgTable(
  "contract",
  {
    id: id(),
    organizationId: organizationId(),
    quoteId: text().notNull().unique(),
    number: text().notNull().unique(),
    status: text({ enum: ["awaiting_deposit", "active", "paused", "delivered", "closed", "canceled"] }).notNull(),
    canceledBy: text({ enum: ["customer", "provider"] }),
    siteId: text()
      .notNull()
      .references(() => site.id),
    currency: text().notNull(),
    priceMinor: minor(),
    tokensContracted: safeCount(),
    promisedFinish: instant().notNull(),
    pausedMilliseconds: safeCount().default(0),
    pausedAt: instant(),
    fence: jsonb().notNull(),
    acceptedAt: instant().notNull(),
    acceptedBy: text().notNull(),
    signedName: text().notNull(),
    /** The instant the last job ended, as the simulation says; lateness counts to here. */
    finishedAt: instant(),
    closedAt: instant(),
    /** Loss by evaluation slice, written by the validation job. */
    validation: jsonb().notNull().default([]),
    /** Last sequence given to an event of this contract. */
    eventSequence: integer().notNull().default(0),
  },
  (table) => [
    foreignKey({ columns: [table.organizationId, table.quoteId], foreignColumns: [quote.organizationId, quote.id] }),
    unique("contract_in_organization").on(table.organizationId, table.id),
    index("contract_of_organization").on(table.organizationId, table.acceptedAt),
    ...tenantPolicies("contract"),
  ],
);
