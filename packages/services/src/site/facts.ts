import type { tables } from "@ingot/db";
import type { SiteFacts } from "@ingot/governance";

/** A site as fences look at it. */
export const siteFacts = (site: typeof tables.site.$inferSelect): SiteFacts => ({
  id: site.id,
  jurisdiction: site.country,
  operatorCountries: site.operatorCountries,
  certificates: [],
});
