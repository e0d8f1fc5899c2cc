import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from "@temporalio/workflow";
import type { BrokerActivities } from "./activities.ts";
import { wakeSignal, type BrokerInput } from "./messages.ts";

const fleet = proxyActivities<BrokerActivities>({
  startToCloseTimeout: "60s",
  // A worker that was killed falls silent: another takes its work over after this, not after the minute.
  heartbeatTimeout: "10s",
  retry: { initialInterval: "250ms", backoffCoefficient: 2, maximumInterval: "10s" },
});

/** A site with nothing due is still looked at this often, so that a lost wake costs no more. */
const idleRest = "60s";

/**
 * The alarm clock of one site. It decides nothing: each wake is one activity that handles everything due in one
 * transaction, and says when to come again.
 */
export async function broker(input: BrokerInput): Promise<void> {
  let woken = false;
  let { requestId } = input;
  setHandler(defineSignal<[string?]>(wakeSignal), (by) => {
    woken = true;
    requestId = by ?? requestId;
  });
  for (;;) {
    woken = false;
    const rest = await fleet.advanceSite(input.siteId, requestId);
    setCurrentDetails(rest.summary);
    await condition(() => woken, rest.restMilliseconds ?? idleRest);
    // A wake that came meanwhile is not lost: the next run begins by looking.
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof broker>({ ...input, requestId });
  }
}
