// Contracts carried from acceptance to the last paper by the real worker under a fast clock: how many in a second, and the
// processor time of each, beside as many workflows that do nothing in as many activities on the same Temporal.
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { brokerWorkflowId, lazyClient, trainModelWorkflowId, engineAddress } from "@ingot/workflows";
import type { Client } from "@temporalio/client";
import postgres from "postgres";
import { openScratchStack, type ScratchStack } from "../../infra/stack/scratch-stack.ts";
import { olympe } from "../e2e/people.ts";
import { type Caller, signInOverHttp } from "../integration/caller.ts";
import { makeQuote, makeVersion, signQuote } from "../integration/purchase.ts";
import { emptyQueue } from "./figure/empty-worker.ts";
import { printLine } from "./figure/line.ts";
import { processorSeconds } from "./figure/processor-time.ts";

const contracts = 30;
/** Platform seconds in a second: whatever is due is due at once. */
const rate = 1_000_000;
const work = { model: "gpt2", tokens: 4_000_000_000, wish: { system: "dgx-h100", devices: 8, country: "FR" } };

interface Run {
  readonly seconds: number;
  readonly workerSeconds: number;
  readonly othersSeconds: number;
}

async function timed(pids: { worker: number; others: number[] }, run: () => Promise<unknown>): Promise<Run> {
  const spent = () => ({
    worker: processorSeconds(pids.worker),
    others: pids.others.reduce((sum, pid) => sum + processorSeconds(pid), 0),
  });
  const [before, began] = [spent(), performance.now()];
  await run();
  const [after, seconds] = [spent(), (performance.now() - began) / 1000];
  return { seconds, workerSeconds: after.worker - before.worker, othersSeconds: after.others - before.others };
}

async function buyAll(person: Caller): Promise<string[]> {
  const upload = await makeVersion(person, "Bench");
  const bought: string[] = [];
  for (let count = 0; count < contracts; count += 1) {
    bought.push(await signQuote(person, await makeQuote(person, upload, work)));
  }
  return bought;
}

async function untilClosed(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [row] = await sql`select count(*)::int as open from contract where status not in ('closed', 'canceled')`;
    if (row?.["open"] === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Activities that Temporal carried out for all contracts, those of their sites among them. */
async function countActivities(client: Client, ids: readonly string[]): Promise<number> {
  let count = 0;
  for (const id of ids) {
    const { events } = await client.workflow.getHandle(id).fetchHistory();
    count += (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length;
  }
  return count;
}

async function startEmptyWorker(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("./figure/empty-worker.ts", import.meta.url));
  const child = spawn(process.execPath, [file], { env, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (chunk: Buffer) => chunk.includes("worker ready") && resolve());
    child.once("exit", (code) => reject(new Error(`the empty worker ended with status ${code}`)));
  });
  return child;
}

async function measureContracts(stack: ScratchStack, sql: postgres.Sql, pids: Parameters<typeof timed>[0]) {
  const person = await signInOverHttp(olympe);
  // The worker sleeps while they are bought, and platform time with it: all of them begin together.
  process.kill(pids.worker, "SIGSTOP");
  const bought = await buyAll(person);
  await sql`select platform_set_rate(${rate}, true)`;
  const run = await timed(pids, async () => {
    process.kill(pids.worker, "SIGCONT");
    await untilClosed(sql);
  });
  const client = lazyClient(engineAddress(stack.env));
  const [site] = await sql`select distinct site_id as id from contract`;
  const ids = [...bought.map(trainModelWorkflowId), brokerWorkflowId(String(site?.["id"]))];
  return { run, client, activities: await countActivities(client, ids) };
}

async function measureEmpty(stack: ScratchStack, client: Client, others: number[], activities: number): Promise<Run> {
  const child = await startEmptyWorker({ ...process.env, ...stack.env, NODE_ENV: "production" });
  try {
    return await timed({ worker: child.pid ?? 0, others }, async () => {
      const options = { taskQueue: emptyQueue, args: [Math.round(activities / contracts)] };
      const ids = Array.from({ length: contracts }, (_, number) => `empty-${number}`);
      await Promise.all(ids.map((workflowId) => client.workflow.execute("empty", { ...options, workflowId })));
    });
  } finally {
    child.removeAllListeners("exit");
    child.kill("SIGTERM");
  }
}

const stack = await openScratchStack();
const pidOf = (name: string): number => stack.parts.find((part) => part.name === name)?.pid ?? 0;
const sql = postgres(stack.env["DATABASE_URL_PLATFORM"] ?? "", { max: 1, onnotice: () => {} });
try {
  process.env["INGOT_PORTAL_URL"] = stack.url;
  const others = [pidOf("postgres"), pidOf("temporal")];
  const { run, client, activities } = await measureContracts(stack, sql, { worker: pidOf("worker"), others });
  const empty = await measureEmpty(stack, client, others, activities);
  const figures: [string, string, (run: Run) => number][] = [
    ["completedPerSecond", "contracts/s", ({ seconds }) => contracts / seconds],
    ["workerCpuPerContract", "ms", ({ workerSeconds }) => (workerSeconds / contracts) * 1000],
    ["serversCpuPerContract", "ms", ({ othersSeconds }) => (othersSeconds / contracts) * 1000],
  ];
  for (const [figure, unit, of] of figures) {
    const beside = [
      { name: "emptyWorkflow", value: of(empty) },
      { name: "activitiesPerContract", value: activities / contracts },
    ];
    printLine({ bench: "workflow", figure, value: of(run), unit, beside });
  }
} finally {
  await sql.end({ timeout: 1 });
  await stack.stop();
}
