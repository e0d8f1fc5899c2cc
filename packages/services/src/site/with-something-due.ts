import { type Database, tables } from "@ingot/db";
import { eq, isNull, ne } from "drizzle-orm";

/**
 * The sites to which time brings something: a job under way, a request not handled, a node that will be repaired.
 * Whoever changes time, or restarts, wakes each: a broker that sleeps past a repair leaves machines unsold.
 */
export async function sitesWithSomethingDue(database: Database): Promise<string[]> {
  const { job, node, siteRequest } = tables;
  const rows = [
    ...(await database.selectDistinct({ siteId: job.siteId }).from(job).where(eq(job.terminal, false))),
    ...(await database
      .selectDistinct({ siteId: siteRequest.siteId })
      .from(siteRequest)
      .where(isNull(siteRequest.handledAt))),
    ...(await database.selectDistinct({ siteId: node.siteId }).from(node).where(ne(node.status, "up"))),
  ];
  return [...new Set(rows.map(({ siteId }) => siteId))];
}
