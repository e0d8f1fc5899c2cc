import { tables } from "@ingot/db";
import { sql } from "drizzle-orm";
import type { Platform } from "../context.ts";
import { sitesWithSomethingDue } from "../site/with-something-due.ts";

/** Platform seconds in a real second during a time-lapse: ten days of training in about three minutes. */
export const timeLapseRate = 5_000;

/** Sets how fast platform time runs, and wakes every broker with something due: what was due in an hour may be due in a second. */
export async function setTimeLapse(platform: Platform, on: boolean): Promise<void> {
  const { databases, engine } = platform;
  const [clock] = await databases.platform.select().from(tables.platformClock);
  if (!clock || clock.mode === "real" || clock.timeLapse === on) return;
  await databases.platform.execute(sql`select platform_set_rate(${on ? timeLapseRate : 1}, ${on})`);
  const siteIds = await sitesWithSomethingDue(databases.platform);
  await Promise.all(siteIds.map((siteId) => engine.wakeBroker(siteId)));
}
