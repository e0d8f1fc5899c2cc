// The floor of a workflow worker: a process that does nothing but carry out workflows that do nothing.
import { fileURLToPath } from "node:url";
import { DefaultLogger, NativeConnection, Runtime, Worker } from "@temporalio/worker";

export const emptyQueue = "ingot-bench-empty";

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  Runtime.install({ shutdownSignals: ["SIGTERM"], logger: new DefaultLogger("WARN") });
  const connection = await NativeConnection.connect({ address: process.env["TEMPORAL_ADDRESS"] ?? "" });
  const worker = await Worker.create({
    connection,
    taskQueue: emptyQueue,
    workflowsPath: fileURLToPath(new URL("./empty-workflow.ts", import.meta.url)),
    activities: { nothing: async () => {} },
  });
  console.log("worker ready");
  await worker.run();
  await connection.close();
}
