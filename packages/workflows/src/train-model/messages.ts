/** Tells a contract's workflow that its rows changed. */
export const rowsChangedSignal = "rowsChanged";

export interface TrainModelInput {
  readonly contractId: string;
  readonly organizationId: string;
}

export const trainModelWorkflowId = (contractId: string) => `contract/${contractId}`;
