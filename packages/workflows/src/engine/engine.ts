import type { TrainingEngine } from "@ingot/services";
import type { Client } from "@temporalio/client";
import { brokerWorkflowId, wakeSignal } from "../broker/messages.ts";
import { rowsChangedSignal, trainModelWorkflowId } from "../train-model/messages.ts";
import { taskQueue } from "./connection.ts";
import { describeWorkflow, standingsOf } from "./view.ts";

/**
 * The engine on Temporal. Every call may be repeated: ids are derived from rows, a workflow that runs is used, one that
 * is gone is started again.
 */
export function createTrainingEngine(client: Client, options: { readonly taskQueue?: string } = {}): TrainingEngine {
  const queue = options.taskQueue ?? taskQueue;
  const startOrSignal = (workflow: string, workflowId: string, input: object, signal: string, summary: string) =>
    client.workflow.signalWithStart(workflow, {
      workflowId,
      taskQueue: queue,
      args: [input],
      signal,
      signalArgs: [],
      staticSummary: summary,
    });
  const wakeBroker = async (siteId: string) => {
    await startOrSignal("broker", brokerWorkflowId(siteId), { siteId }, wakeSignal, `Broker of ${siteId}`);
  };
  const ensureContract = async (contractId: string, organizationId: string) => {
    const input = { contractId, organizationId };
    const id = trainModelWorkflowId(contractId);
    await startOrSignal("trainModel", id, input, rowsChangedSignal, `Contract ${contractId}`);
  };
  return {
    ensureContract,
    wakeBroker,
    standings: async (contractIds) => {
      const found = await standingsOf(client, contractIds.map(trainModelWorkflowId));
      return new Map(
        contractIds.flatMap((id) => {
          const standing = found.get(trainModelWorkflowId(id));
          return standing ? [[id, standing] as const] : [];
        }),
      );
    },
    describe: (contractId) => describeWorkflow(client, trainModelWorkflowId(contractId)),
  };
}
