import type { ContractStage } from "@ingot/services/contract/settlement";
import type { TrainModelInput } from "./messages.ts";

/** Whose contract it is and which request is behind the step: for the logs alone. */
export type Cause = Pick<TrainModelInput, "organizationId" | "requestId">;

type Step<Result> = (contractId: string, cause?: Cause) => Promise<Result>;

/** What a contract's workflow asks of the business. Each may run any number of times. */
export interface ContractActivities {
  readonly readStage: Step<ContractStage>;
  /** Makes the PDFs of invoices that have none. Its name is that of histories recorded when the deposit was the only one. */
  readonly issueDepositPapers: Step<void>;
  readonly deliverContract: Step<void>;
  readonly settleContract: Step<void>;
  readonly settleCancellation: Step<void>;
  readonly settleFailure: Step<void>;
}
