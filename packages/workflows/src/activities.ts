import type { Platform, ServiceContext } from "@ingot/services";
import { advanceSite } from "@ingot/services/site/advance";
import {
  deliverContract,
  issuePapers,
  readContractStage,
  settleCancellation,
  settleContract,
  settleFailure,
} from "@ingot/services/contract/settlement";
import { activityInfo } from "@temporalio/activity";
import type { BrokerActivities } from "./broker/activities.ts";
import { failureOf } from "./error-map.ts";
import type { ContractActivities } from "./train-model/activities.ts";

export type Activities = BrokerActivities & ContractActivities;

/** The activities over one platform: each is one verb, called as the system under the workflow's id. */
export function createActivities(platform: Platform): Activities {
  const forContract =
    <Result>(verb: (request: { ctx: ServiceContext; input: { contractId: string } }) => Promise<Result>) =>
    (contractId: string): Promise<Result> =>
      inTemporalsWords(verb({ ctx: systemContext(platform, { contractId }), input: { contractId } }));
  return {
    advanceSite: (siteId) =>
      inTemporalsWords(advanceSite({ ctx: systemContext(platform, { siteId }), input: { siteId } })),
    readStage: forContract(readContractStage),
    issueDepositPapers: forContract(issuePapers),
    deliverContract: forContract(deliverContract),
    settleContract: forContract(settleContract),
    settleCancellation: forContract(settleCancellation),
    settleFailure: forContract(settleFailure),
  };
}

const inTemporalsWords = <Result>(work: Promise<Result>): Promise<Result> =>
  work.catch((error: unknown) => {
    throw failureOf(error);
  });

function systemContext(platform: Platform, bindings: object): ServiceContext {
  const { workflowExecution, activityType, attempt } = activityInfo();
  const workflowId = workflowExecution?.workflowId ?? "no-workflow";
  const requestId = `${workflowId}/${activityType}`;
  const log = platform.log.child({ requestId, workflowId, activity: activityType, attempt, ...bindings });
  return { platform, actor: { kind: "system", name: activityType }, requestId, log };
}
