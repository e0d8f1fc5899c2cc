import { sql } from "drizzle-orm";
import { boolean, doublePrecision, index, integer, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant } from "./columns.ts";

/** A place with exactly one jurisdiction leaf. */
export const site = pgTable("site", {
  id: id(),
  slug: text().notNull().unique(),
  label: text().notNull(),
  country: text().notNull(),
  /** Home countries of those who run the machines; empty when unproven, and then no fence on operators lets it in. */
  operatorCountries: text().array().notNull().default([]),
  latitude: doublePrecision().notNull(),
  longitude: doublePrecision().notNull(),
  /** The fault profile that the planner may know: rates by cause, no seed. */
  faultProfile: text({ enum: ["none", "curated", "shared_research"] }).notNull(),
  /** Everything before this platform instant is decided. */
  frontier: instant().notNull(),
});

/** The truth of a simulated site, which no planner may read: only the platform's role has a right to it. */
export const siteSecret = pgTable("site_secret", {
  siteId: text()
    .primaryKey()
    .references(() => site.id),
  seed: text().notNull(),
  /** What the simulator carries from one wake to the next besides nodes and jobs. */
  state: jsonb().notNull().default({}),
});

/** Nodes of one system, wired together. */
export const cluster = pgTable("cluster", {
  id: id(),
  siteId: text()
    .notNull()
    .references(() => site.id),
  systemId: text().notNull(),
  label: text().notNull(),
  nodes: integer().notNull(),
  devicesPerNode: integer().notNull(),
});

/** One machine, with what the simulator last knew of it. */
export const node = pgTable(
  "node",
  {
    id: id(),
    siteId: text()
      .notNull()
      .references(() => site.id),
    clusterId: text()
      .notNull()
      .references(() => cluster.id),
    index: integer().notNull(),
    status: text({ enum: ["up", "down", "draining"] }).notNull(),
    repairedAt: instant(),
    /** When it can be used again: the end of its repair, unless it is to be drained then. */
    returnsAt: instant().generatedAlwaysAs(
      sql`case when status = 'down' and not coalesce((state ->> 'drainAfterRepair')::boolean, false) then repaired_at end`,
    ),
    state: jsonb().notNull(),
  },
  (table) => [index("node_of_site").on(table.siteId), uniqueIndex("node_of_cluster").on(table.clusterId, table.index)],
);

/** A fault that struck, drawn by the site's process or injected by an operator. */
export const nodeFault = pgTable(
  "node_fault",
  {
    id: id(),
    siteId: text()
      .notNull()
      .references(() => site.id),
    nodeId: text(),
    jobId: text(),
    cause: text().notNull(),
    /** Cores of a wafer that died, and whether its spare rows took them; null for all other faults. */
    deadCores: integer(),
    remapped: boolean(),
    injectedBy: text(),
    effectiveAt: instant().notNull(),
    repairedAt: instant(),
    eventKey: text().notNull(),
  },
  (table) => [
    uniqueIndex("node_fault_event_key").on(table.siteId, table.eventKey),
    index("node_fault_of_site").on(table.siteId, table.effectiveAt),
  ],
);

/** What an operator asked of a site (break a node); the broker handles it at its effective instant. */
export const siteRequest = pgTable(
  "site_request",
  {
    id: id(),
    siteId: text()
      .notNull()
      .references(() => site.id),
    kind: text({ enum: ["break"] }).notNull(),
    nodeId: text().notNull(),
    requestedBy: text().notNull(),
    effectiveAt: instant().notNull(),
    handledAt: instant(),
  },
  (table) => [index("site_request_open").on(table.siteId, table.handledAt)],
);
