// Every step that a contract's workflow asks of the business.
export { deliverContract } from "./deliver.ts";
export { issuePapers } from "./issue-papers.ts";
export { type ContractStage, readContractStage } from "./read-stage.ts";
export { settleCancellation } from "./settle-cancellation.ts";
export { settleContract } from "./settle-contract.ts";
export { settleFailure } from "./settle-failure.ts";
