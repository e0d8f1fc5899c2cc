import { tables } from "@ingot/db";
import { eq, isNull, notInArray } from "drizzle-orm";
import type { Platform } from "./context.ts";

/**
 * Starts whatever workflow the rows say should exist: a contract that is not settled, a site with work. Temporal may
 * have lost everything; starting what runs already changes nothing.
 */
export async function reconcile(platform: Platform): Promise<{ readonly contracts: number; readonly sites: number }> {
  const { contract, job, siteRequest } = tables;
  const database = platform.databases.platform;
  const open = await database
    .select({ id: contract.id, organizationId: contract.organizationId })
    .from(contract)
    .where(notInArray(contract.status, ["closed", "canceled"]));
  const busy = await database.selectDistinct({ siteId: job.siteId }).from(job).where(eq(job.terminal, false));
  const asked = await database
    .selectDistinct({ siteId: siteRequest.siteId })
    .from(siteRequest)
    .where(isNull(siteRequest.handledAt));
  const sites = new Set([...busy, ...asked].map(({ siteId }) => siteId));
  for (const { id, organizationId } of open) await platform.engine.ensureContract(id, organizationId);
  for (const siteId of sites) await platform.engine.wakeBroker(siteId);
  return { contracts: open.length, sites: sites.size };
}
