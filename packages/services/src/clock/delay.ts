import { type PlatformClock, realDelayUntil } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";
import { assert } from "../errors.ts";

/** Kept equal to the interval in the SQL function platform_real_elapsed. **Unit** real milliseconds. */
const grace = 2_000;

/** **Returns** real milliseconds until platform time reaches `instant`; null when it stands still. */
export async function realDelay(tx: Transaction, instant: Date): Promise<number | null> {
  const [row] = await tx
    .select({ clock: tables.platformClock, realNow: sql<string>`clock_timestamp()` })
    .from(tables.platformClock);
  assert(row, "the database has a clock row");
  const nowReal = new Date(row.realNow).getTime();
  if (row.clock.mode === "real") return Math.max(0, instant.getTime() - nowReal);
  const clock: PlatformClock = {
    anchorReal: row.clock.anchorReal.getTime(),
    anchorPlatform: row.clock.anchorPlatform.getTime(),
    rate: row.clock.rate,
    heartbeatReal: row.clock.heartbeatReal.getTime(),
    grace,
  };
  return realDelayUntil(clock, nowReal, instant.getTime()) ?? null;
}
