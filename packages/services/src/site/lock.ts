import { tables, type Transaction } from "@ingot/db";
import { eq, sql } from "drizzle-orm";
import { platformNow } from "../clock/now.ts";

/**
 * Everything that decides about a site's capacity or fate takes this lock first and reads the clock after it, so that
 * effective instants never run backwards within a site.
 */
export async function lockSite(tx: Transaction, siteId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`site:${siteId}`}, 0))`);
}

/**
 * The instant of a decision about a site: platform time, read under the site's lock, and never before what the site's
 * broker has decided already, as a database that was restored on a machine with a slow clock could claim.
 */
export async function siteNow(tx: Transaction, siteId: string): Promise<Date> {
  await lockSite(tx, siteId);
  return siteInstant(tx, siteId);
}

/** The same without the lock, for a look that decides nothing. */
export async function siteInstant(tx: Transaction, siteId: string): Promise<Date> {
  const [now, [site]] = await Promise.all([
    platformNow(tx),
    tx.select({ frontier: tables.site.frontier }).from(tables.site).where(eq(tables.site.id, siteId)),
  ]);
  return site && site.frontier > now ? site.frontier : now;
}
