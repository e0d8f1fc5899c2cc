import {
  condition,
  continueAsNew,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  defineSignal,
  workflowInfo,
} from "@temporalio/workflow";
import type { ContractStage } from "@ingot/services/contract/settlement";
import type { Cause, ContractActivities } from "./activities.ts";
import { rowsChangedSignal, type TrainModelInput } from "./messages.ts";

const steps = proxyActivities<ContractActivities>({
  startToCloseTimeout: "30s",
  heartbeatTimeout: "10s",
  // Transient faults (a database that restarts) pass: a contract is never given up.
  retry: { initialInterval: "500ms", backoffCoefficient: 2, maximumInterval: "20s" },
});

/** How long to trust silence: a signal that was lost costs at most this. */
const lookAgain = "10s";

const stageWords: Readonly<Record<ContractStage, string>> = {
  awaiting_deposit: "Waiting for the deposit",
  under_way: "Training under way; the site's broker looks after the job",
  papers_due: "Training under way; making the papers of an invoice",
  trained: "Trained and validated; preparing the delivery",
  canceled: "Canceled; settling what was delivered",
  failed: "Failed on our side; giving the money back",
  closed: "Closed",
};

/**
 * One contract, from acceptance to the last paper. Postgres holds the truth: the workflow reads the stage, does the
 * step that follows from it, and can be started again at any point without doing anything twice.
 */
export async function trainModel(input: TrainModelInput): Promise<void> {
  const { contractId, organizationId } = input;
  let { requestId } = input;
  let changed = false;
  setHandler(defineSignal<[string?]>(rowsChangedSignal), (by) => {
    changed = true;
    requestId = by ?? requestId;
  });
  const cause = (): Cause => ({ organizationId, requestId });
  log.info("begun", { contractId, ...cause() });
  setCurrentDetails("Issuing the deposit invoice");
  await steps.issueDepositPapers(contractId, cause());
  for (;;) {
    changed = false;
    const stage = await steps.readStage(contractId, cause());
    setCurrentDetails(stageWords[stage]);
    if (stage === "closed") return log.info("closed", { contractId, ...cause() });
    if (stage === "awaiting_deposit" || stage === "under_way") {
      await condition(() => changed, lookAgain);
      if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof trainModel>({ ...input, requestId });
      continue;
    }
    log.info("acting", { contractId, ...cause(), stage });
    await act(stage, contractId, cause());
  }
}

type ActingStage = "papers_due" | "trained" | "canceled" | "failed";

async function act(stage: ActingStage, contractId: string, cause: Cause): Promise<void> {
  switch (stage) {
    case "papers_due":
      await steps.issueDepositPapers(contractId, cause);
      return;
    case "trained":
      await steps.deliverContract(contractId, cause);
      await steps.settleContract(contractId, cause);
      return;
    case "canceled":
      await steps.settleCancellation(contractId, cause);
      return;
    case "failed":
      await steps.settleFailure(contractId, cause);
      return;
  }
}
