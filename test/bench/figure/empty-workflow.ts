import { proxyActivities } from "@temporalio/workflow";

const steps = proxyActivities<{ nothing(): Promise<void> }>({ startToCloseTimeout: "30s" });

/** As many steps as asked for, each of which does nothing. */
export async function empty(activities: number): Promise<void> {
  for (let count = 0; count < activities; count += 1) await steps.nothing();
}
