/** Tells a contract's workflow that its rows changed. */
export const rowsChangedSignal = "rowsChanged";

export interface TrainModelInput {
  readonly contractId: string;
  readonly organizationId: string;
  /** The request that the contract was last woken by, for the logs. */
  readonly requestId?: string;
}

export const trainModelWorkflowId = (contractId: string) => `contract/${contractId}`;
