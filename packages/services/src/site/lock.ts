import type { Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";

/**
 * Everything that decides about a site's capacity or fate takes this lock first and reads the clock after it, so that
 * effective instants never run backwards within a site.
 */
export async function lockSite(tx: Transaction, siteId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`site:${siteId}`}, 0))`);
}
