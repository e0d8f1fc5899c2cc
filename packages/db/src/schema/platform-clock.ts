import { boolean, check, doublePrecision, integer, pgTable, text } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { instant } from "./columns.ts";

/**
 * Platform time = anchor_platform + rate * (real time - anchor_real), where real time stops at the last heartbeat plus
 * a short grace. Read it by the SQL function platform_now(), move it by platform_beat() and platform_set_rate().
 */
export const platformClock = pgTable(
  "platform_clock",
  {
    id: integer().primaryKey().default(1),
    mode: text({ enum: ["simulated", "real"] }).notNull(),
    anchorReal: instant().notNull(),
    anchorPlatform: instant().notNull(),
    rate: doublePrecision().notNull().default(1),
    heartbeatReal: instant().notNull(),
    timeLapse: boolean().notNull().default(false),
  },
  (table) => [check("platform_clock_is_one_row", sql`${table.id} = 1`)],
);
