import type { TrainingEngine } from "@ingot/services";
import type { Client, Workflow } from "@temporalio/client";
import { type BrokerInput, brokerWorkflowId, wakeSignal } from "../broker/messages.ts";
import { rowsChangedSignal, type TrainModelInput, trainModelWorkflowId } from "../train-model/messages.ts";
import { taskQueue } from "./connection.ts";
import { describeWorkflow, standingsOf } from "./view.ts";

/**
 * The engine on Temporal. Every call may be repeated: ids are derived from rows, a workflow that runs is used, one that
 * is gone is started again.
 */
export function createTrainingEngine(client: Client, options: { readonly taskQueue?: string } = {}): TrainingEngine {
  const queue = options.taskQueue ?? taskQueue;
  const startOrSignal = (
    workflow: string,
    workflowId: string,
    input: BrokerInput | TrainModelInput,
    signal: string,
    summary: string,
  ) =>
    client.workflow.signalWithStart<Workflow, [string | undefined]>(workflow, {
      workflowId,
      taskQueue: queue,
      args: [input],
      signal,
      signalArgs: [input.requestId],
      staticSummary: summary,
    });
  const wakeBroker = async (siteId: string, requestId?: string) => {
    const input: BrokerInput = { siteId, requestId };
    await startOrSignal("broker", brokerWorkflowId(siteId), input, wakeSignal, `Broker of ${siteId}`);
  };
  const ensureContract = async (contractId: string, organizationId: string, requestId?: string) => {
    const input: TrainModelInput = { contractId, organizationId, requestId };
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
