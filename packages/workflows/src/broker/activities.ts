import type { SiteRest } from "@ingot/services/site/advance";

/** What a site's broker asks of the business: everything due up to now, in one transaction. */
export interface BrokerActivities {
  readonly advanceSite: (siteId: string, requestId?: string) => Promise<SiteRest>;
}
