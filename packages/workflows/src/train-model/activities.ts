import type { ContractStage } from "@ingot/services/contract/settlement";

/** What a contract's workflow asks of the business. Each may run any number of times. */
export interface ContractActivities {
  readonly readStage: (contractId: string) => Promise<ContractStage>;
  readonly issueDepositPapers: (contractId: string) => Promise<void>;
  readonly deliverContract: (contractId: string) => Promise<void>;
  readonly settleContract: (contractId: string) => Promise<void>;
  readonly settleCancellation: (contractId: string) => Promise<void>;
  readonly settleFailure: (contractId: string) => Promise<void>;
}
