/** Wakes a site's broker: something is due that it did not know of. */
export const wakeSignal = "wake";

export interface BrokerInput {
  readonly siteId: string;
  /** The request that the site was last woken by, for the logs. */
  readonly requestId?: string;
}

export const brokerWorkflowId = (siteId: string) => `broker/${siteId}`;
