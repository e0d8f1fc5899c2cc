import { bigint, foreignKey, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { id, instant, organizationId, tenantPolicies } from "./columns.ts";

const count = () => bigint({ mode: "number" }).notNull().default(0);

export const dataset = pgTable(
  "dataset",
  {
    id: id(),
    organizationId: organizationId(),
    name: text().notNull(),
    description: text().notNull().default(""),
    /** The fence every version starts with. */
    fence: jsonb().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    unique("dataset_name_of_organization").on(table.organizationId, table.name),
    unique("dataset_in_organization").on(table.organizationId, table.id),
    ...tenantPolicies("dataset"),
  ],
);

export const datasetVersion = pgTable(
  "dataset_version",
  {
    id: id(),
    organizationId: organizationId(),
    datasetId: text().notNull(),
    number: integer().notNull(),
    contentHash: text().notNull(),
    /** The manifest that lists the chunks; its bytes hash to contentHash. */
    manifest: jsonb().notNull(),
    bytes: count(),
    bytesAdded: count(),
    records: count(),
    chunks: integer().notNull(),
    /** `[{ encoding, tokens }]` */
    tokenCounts: jsonb().notNull(),
    fence: jsonb().notNull(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.organizationId, table.datasetId],
      foreignColumns: [dataset.organizationId, dataset.id],
    }),
    unique("dataset_version_number").on(table.datasetId, table.number),
    unique("dataset_version_in_organization").on(table.organizationId, table.id),
    ...tenantPolicies("dataset_version"),
  ],
);

/** One file on its way in. Ends accepted with a version, or rejected or failed with nothing stored. */
export const upload = pgTable(
  "upload",
  {
    id: id(),
    organizationId: organizationId(),
    datasetId: text().notNull(),
    /** As its sender calls it; null where nobody said. */
    fileName: text(),
    status: text({ enum: ["receiving", "accepted", "rejected", "failed"] }).notNull(),
    bytesReceived: count(),
    bytesExpected: bigint({ mode: "number" }),
    records: count(),
    tokens: count(),
    rowsRejected: count(),
    rejectedRows: jsonb().notNull().default([]),
    message: text(),
    datasetVersionId: text(),
    createdBy: text().notNull(),
    createdAt: instant().notNull(),
    updatedAt: instant().notNull(),
  },
  (table) => [
    foreignKey({
      columns: [table.organizationId, table.datasetId],
      foreignColumns: [dataset.organizationId, dataset.id],
    }),
    index("upload_of_dataset").on(table.datasetId, table.createdAt),
    ...tenantPolicies("upload"),
  ],
);
