import type { ContractStage } from "@ingot/services/contract/settlement";

/** What a contract's workflow asks of the business. Each may run any number of times. */
export interface ContractActivities {
  readonly readStage: (contractId: string) => Promise<ContractStage>;
  /** Makes the PDFs of invoices that have none. Its name is that of histories recorded when the deposit was the only one. */
  readonly issueDepositPapers: (contractId: string) => Promise<void>;
  readonly deliverContract: (contractId: string) => Promise<void>;
  readonly settleContract: (contractId: string) => Promise<void>;
  readonly settleCancellation: (contractId: string) => Promise<void>;
  readonly settleFailure: (contractId: string) => Promise<void>;
}
