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
import { activityInfo, Context } from "@temporalio/activity";
import type { BrokerActivities } from "./broker/activities.ts";
import { failureOf } from "./error-map.ts";
import type { Cause, ContractActivities } from "./train-model/activities.ts";

export type Activities = BrokerActivities & ContractActivities;

/** The activities over one platform: each is one verb, called as the system for the request that is behind it. */
export function createActivities(platform: Platform): Activities {
  const forContract =
    <Result>(verb: (request: { ctx: ServiceContext; input: { contractId: string } }) => Promise<Result>) =>
    (contractId: string, { organizationId, requestId }: Partial<Cause> = {}): Promise<Result> =>
      answer(platform, { contractId, organizationId, requestId }, (ctx) => verb({ ctx, input: { contractId } }));
  return {
    advanceSite: (siteId, requestId) =>
      answer(platform, { siteId, requestId }, (ctx) => advanceSite({ ctx, input: { siteId } })),
    readStage: forContract(readContractStage),
    issueDepositPapers: forContract(issuePapers),
    deliverContract: forContract(deliverContract),
    settleContract: forContract(settleContract),
    settleCancellation: forContract(settleCancellation),
    settleFailure: forContract(settleFailure),
  };
}

interface Asked extends Partial<Cause> {
  readonly contractId?: string;
  readonly siteId?: string;
}

/** Well within the workflows' `heartbeatTimeout`. */
const beatMilliseconds = 2_000;

/** One line in the log for each answer, a sign of life while it is worked out, and a failure in Temporal's words. */
async function answer<Result>(
  platform: Platform,
  asked: Asked,
  verb: (ctx: ServiceContext) => Promise<Result>,
): Promise<Result> {
  const { workflowExecution, activityType, attempt } = activityInfo();
  const workflowId = workflowExecution?.workflowId ?? "no-workflow";
  const requestId = asked.requestId ?? `${workflowId}/${activityType}`;
  const log = platform.log.child({ ...asked, requestId, workflowId, activity: activityType, attempt });
  const activity = Context.current();
  const beating = setInterval(() => activity.heartbeat(), beatMilliseconds);
  try {
    const result = await verb({ platform, actor: { kind: "system", name: activityType }, requestId, log });
    log.debug({}, "answered");
    return result;
  } catch (error) {
    log.warn({ err: error }, "failed; Temporal decides whether it is tried again");
    throw failureOf(error);
  } finally {
    clearInterval(beating);
  }
}
