/** Wakes a site's broker: something is due that it did not know of. */
export const wakeSignal = "wake";

export interface BrokerInput {
  readonly siteId: string;
}

/** When the broker looks again. */
export interface BrokerRest {
  /** **Unit** real milliseconds; null when nothing is due until somebody wakes it. */
  readonly restMilliseconds: number | null;
  /** What stands at the site, for the operator's view. */
  readonly summary: string;
}

export const brokerWorkflowId = (siteId: string) => `broker/${siteId}`;
