import { fileURLToPath } from "node:url";
import { createPlatform } from "@ingot/services/platform";
import { beat, endIdleTimeLapse } from "@ingot/services/clock/beat";
import { createLog } from "@ingot/services/log";
import { deliverOutbox } from "@ingot/services/outbox-delivery";
import { reconcile } from "@ingot/services/reconcile";
import {
  createActivities,
  connectionOptions,
  createTrainingEngine,
  engineAddress,
  lazyClient,
  taskQueue,
} from "@ingot/workflows";
import { makeTelemetryFilterString, NativeConnection, Runtime, Worker } from "@temporalio/worker";
import { portOfHealth, serveHealth } from "./health.ts";
import { startLoop } from "./loop.ts";
import { temporalLog } from "./temporal-log.ts";

const address = engineAddress(process.env);
const healthPort = portOfHealth(process.env["INGOT_WORKER_HEALTH_PORT"]);
const client = lazyClient(address);
const engine = createTrainingEngine(client);
const log = createLog({ name: "worker", level: process.env["INGOT_LOG_LEVEL"] });
const platform = createPlatform({ env: process.env, engine, realClock: Date.now, log });

// `node --watch` makes every thread report what it loads, and the threads of Temporal's workflows cannot.
delete process.env["WATCH_REPORT_DEPENDENCIES"];
Runtime.install({
  shutdownSignals: [],
  logger: temporalLog(log),
  telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: "WARN", other: "WARN" }) } },
});
const connection = await NativeConnection.connect(connectionOptions(address));
const worker = await Worker.create({
  connection,
  namespace: address.namespace,
  taskQueue,
  workflowsPath: fileURLToPath(import.meta.resolve("@ingot/workflows/workflows")),
  activities: createActivities(platform),
  // A worker that was killed holds its workflows for this long, not for the default ten seconds.
  stickyQueueScheduleToStartTimeout: "1s",
  shutdownGraceTime: "2s",
});

const outbox = startLoop(log, "outbox", 1_000, () => deliverOutbox(platform));
const loops = [
  startLoop(log, "heartbeat", 500, () => beat(platform)),
  outbox,
  startLoop(log, "reconciler", 10_000, () => reconcile(platform)),
  startLoop(log, "time-lapse", 2_000, () => endIdleTimeLapse(platform)),
];
const listening = await platform.databases.listen("ingot_outbox", outbox.nudge);

const footing = { postgres: platform.databases.ping, temporal: async () => client.workflowService.getSystemInfo({}) };
const health = healthPort === undefined ? undefined : serveHealth(footing, healthPort);

async function stop(signal: string): Promise<void> {
  log.info({ signal }, "stopping: the work under way is finished first");
  worker.shutdown();
  health?.close();
}
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => void stop(signal));

// Whoever started this process waits for the line, at whatever level it is told to log.
createLog({ name: "worker" }).info({ address: address.address, namespace: address.namespace }, "worker ready");
try {
  await worker.run();
} finally {
  await listening.unlisten();
  await Promise.all(loops.map((loop) => loop.stop()));
  await platform.databases.close();
  await connection.close();
}
