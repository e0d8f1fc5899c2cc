/** Wakes a site's broker: something is due that it did not know of. */
export const wakeSignal = "wake";

export interface BrokerInput {
  readonly siteId: string;
}

export const brokerWorkflowId = (siteId: string) => `broker/${siteId}`;
