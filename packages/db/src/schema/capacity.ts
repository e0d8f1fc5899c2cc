import { index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { countRange, id, instant, instantRange } from "./columns.ts";
import { site } from "./site.ts";

/** Nodes promised to a contract for a span of platform time. Names no organization: it says only what is taken. */
export const capacityHold = pgTable(
  "capacity_hold",
  {
    id: id(),
    siteId: text()
      .notNull()
      .references(() => site.id),
    systemId: text().notNull(),
    nodes: integer().notNull(),
    contractId: text().notNull().unique(),
    during: instantRange().notNull(),
    releasedAt: instant(),
  },
  (table) => [index("capacity_hold_of_site").on(table.siteId, table.systemId)],
);

/** Devices of a node in a job's hands for a span of platform time. An exclusion constraint keeps two jobs off one device. */
export const deviceLease = pgTable(
  "device_lease",
  {
    id: id(),
    siteId: text().notNull(),
    nodeId: text().notNull(),
    jobId: text().notNull(),
    /** Which devices of the node, `[first,last)`. */
    devices: countRange().notNull(),
    /** The simulation's own name of this lease: the same in every replay. */
    leaseKey: text().notNull(),
    during: instantRange().notNull(),
  },
  (table) => [
    index("device_lease_of_job").on(table.jobId),
    index("device_lease_of_node").on(table.nodeId),
    uniqueIndex("device_lease_key").on(table.siteId, table.leaseKey, table.devices),
  ],
);
