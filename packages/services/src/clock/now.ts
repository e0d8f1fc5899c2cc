import type { Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";
import { assert } from "../errors.ts";

async function ask(tx: Transaction, expression: "clock_timestamp()" | "platform_now()"): Promise<Date> {
  const { rows } = await tx.execute<{ now: Date | string }>(sql.raw(`select ${expression} as now`));
  const now = rows[0]?.now;
  assert(now !== undefined && now !== null, "the database has a clock row");
  return new Date(now);
}

/** The instant that rules people and machines. Read it once in a transaction, after its locks. */
export const realNow = (tx: Transaction): Promise<Date> => ask(tx, "clock_timestamp()");

/** The instant that rules contracts, quotes and the ledger. Read it once in a transaction, after its locks. */
export const platformNow = (tx: Transaction): Promise<Date> => ask(tx, "platform_now()");

/** The real instant of the statement that it stands in: for rows that only note when they were written. */
export const atWriting = sql`clock_timestamp()`;
