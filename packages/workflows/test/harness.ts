import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Client, Connection } from "@temporalio/client";
import {
  bundleWorkflowCode,
  DefaultLogger,
  NativeConnection,
  Runtime,
  Worker,
  type WorkflowBundle,
} from "@temporalio/worker";
import { testTemporal } from "../../../infra/stack/test-temporal.ts";
import type { Activities } from "../src/activities.ts";

const workflowsPath = fileURLToPath(new URL("../src/workflows.ts", import.meta.url));

Runtime.install({ logger: new DefaultLogger("ERROR") });

/** A worker on its own task queue whose activities are the test's own. */
export interface Harness {
  readonly client: Client;
  readonly bundle: WorkflowBundle;
  readonly taskQueue: string;
  readonly close: () => Promise<void>;
}

export async function startHarness(activities: Partial<Activities>): Promise<Harness> {
  const { address, namespace } = await testTemporal();
  const bundle = await bundleWorkflowCode({ workflowsPath, logger: quiet });
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const taskQueue = `test-${randomUUID()}`;
  const worker = await Worker.create({ connection: native, namespace, taskQueue, workflowBundle: bundle, activities });
  const ended = worker.run();
  return {
    client: new Client({ connection, namespace }),
    bundle,
    taskQueue,
    close: async () => {
      worker.shutdown();
      await ended;
      await connection.close();
      await native.close();
    },
  };
}

const nothing = () => {};
const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
