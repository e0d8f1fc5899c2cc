import { tables, type Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { assert } from "../errors.ts";
import type { clockSchema } from "./schemas.ts";

export type ClockWire = z.infer<typeof clockSchema>;

/** Both clocks, for pages that show platform time. */
export function getClock({ ctx }: Request<unknown>): Promise<ClockWire> {
  return ctx.platform.databases.app.transaction(readClock);
}

export async function readClock(tx: Transaction): Promise<ClockWire> {
  const { rate, timeLapse, mode } = tables.platformClock;
  const [row] = await tx
    .select({
      rate,
      timeLapse,
      mode,
      platformNow: sql<string>`platform_now()`,
      realNow: sql<string>`clock_timestamp()`,
    })
    .from(tables.platformClock);
  assert(row, "the database has a clock row");
  return {
    platform_now: new Date(row.platformNow).toISOString(),
    real_now: new Date(row.realNow).toISOString(),
    rate: row.mode === "real" ? 1 : row.rate,
    time_lapse: row.timeLapse,
    simulated: row.mode === "simulated",
  };
}
