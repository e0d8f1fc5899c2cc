/** Tells a contract's workflow that its rows changed. */
export const rowsChangedSignal = "rowsChanged";

export interface TrainModelInput {
  readonly contractId: string;
  readonly organizationId: string;
}

/** How far the rows say a contract is. */
export type ContractStage = "awaiting_deposit" | "under_way" | "trained" | "canceled" | "failed" | "closed";

export const trainModelWorkflowId = (contractId: string) => `contract/${contractId}`;
