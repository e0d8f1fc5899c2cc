import type { BrokerRest } from "./messages.ts";

/** What a site's broker asks of the business: everything due up to now, in one transaction. */
export interface BrokerActivities {
  readonly advanceSite: (siteId: string) => Promise<BrokerRest>;
}
