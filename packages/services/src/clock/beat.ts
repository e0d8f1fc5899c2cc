import { tables } from "@ingot/db";
import { and, eq, notInArray, sql } from "drizzle-orm";
import type { Platform } from "../context.ts";
import { setTimeLapse } from "./set-rate.ts";

/** The stack's sign of life: platform time goes on. Ends a time-lapse when nothing runs any more. */
export async function beat(platform: Platform): Promise<void> {
  await platform.databases.platform.execute(sql`select platform_beat()`);
}

/** **Returns** whether a time-lapse was on and has been ended because nothing moves. */
export async function endIdleTimeLapse(platform: Platform): Promise<boolean> {
  const { platformClock, job, contract } = tables;
  const database = platform.databases.platform;
  const [clock] = await database.select({ timeLapse: platformClock.timeLapse }).from(platformClock);
  if (!clock?.timeLapse) return false;
  const moving = await database
    .select({ id: job.id })
    .from(job)
    .where(
      and(
        eq(job.terminal, false),
        sql`${job.status} <> 'paused'`,
        sql`not exists (
      select 1 from ${job} as training where training.contract_id = ${job.contractId} and training.status = 'paused')`,
      ),
    )
    .limit(1);
  const settling = await database
    .select({ id: contract.id })
    .from(contract)
    .where(notInArray(contract.status, ["closed", "canceled", "paused", "awaiting_deposit"]))
    .limit(1);
  if (moving.length > 0 || settling.length > 0) return false;
  await setTimeLapse(platform, false);
  return true;
}
