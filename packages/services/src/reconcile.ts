import { tables } from "@ingot/db";
import { notInArray } from "drizzle-orm";
import type { Platform } from "./context.ts";
import { sitesWithSomethingDue } from "./site/with-something-due.ts";

/**
 * Starts whatever workflow the rows say should exist: a contract that is not settled, a site with something due. Temporal may
 * have lost everything; starting what runs already changes nothing.
 */
export async function reconcile(platform: Platform): Promise<{ readonly contracts: number; readonly sites: number }> {
  const { contract } = tables;
  const database = platform.databases.platform;
  const open = await database
    .select({ id: contract.id, organizationId: contract.organizationId })
    .from(contract)
    .where(notInArray(contract.status, ["closed", "canceled"]));
  const sites = await sitesWithSomethingDue(database);
  for (const { id, organizationId } of open) await platform.engine.ensureContract(id, organizationId);
  for (const siteId of sites) await platform.engine.wakeBroker(siteId);
  return { contracts: open.length, sites: sites.length };
}
