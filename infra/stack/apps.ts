import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import type { Environment } from "./environment.ts";
import { inRoot, NODE } from "./paths.ts";
import type { RunningPart, Supervisor } from "./supervisor.ts";
import { until } from "./wait.ts";

const WORKER_TIMEOUT_MS = 60_000;
const PORTAL_TIMEOUT_MS = 90_000;
const READY_LINE = /^.*\bworker ready\b/m;

interface Waiting {
  readonly timeoutMs: number;
  /** What a person can do about it. */
  readonly advice?: string;
}

async function waitFor(
  part: RunningPart,
  ask: () => Promise<boolean> | boolean,
  { timeoutMs, advice = "" }: Waiting,
): Promise<void> {
  const failure = (what: string): Failure =>
    new Failure(`The ${part.name} ${what}:\n${part.logSinceStart()}\n${advice}Its log is ${part.logFile}`);
  const gone = (): Failure | undefined =>
    part.ended() === undefined ? undefined : failure(`could not start (${part.ended()})`);
  if (await until(ask, { timeoutMs, everyMs: 100, gone })) return;
  throw failure(`was not ready within ${timeoutMs / 1000} s`);
}

export async function startWorker(supervisor: Supervisor, env: Environment, watch: boolean): Promise<RunningPart> {
  const args = [...(watch ? ["--watch", "--watch-preserve-output"] : []), inRoot("apps", "worker", "src", "main.ts")];
  const part = await supervisor.start({ name: "worker", command: NODE, args, env, signal: "SIGTERM", graceMs: 15_000 });
  await waitFor(part, () => READY_LINE.test(part.logSinceStart(200)), { timeoutMs: WORKER_TIMEOUT_MS });
  return part;
}

export async function isPortalHealthy(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(5_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** What the portal says of the parts that it needs; undefined when it says nothing. */
export async function readPortalReadiness(port: number): Promise<{ parts: Record<string, string> } | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/ready`, { signal: AbortSignal.timeout(15_000) });
    return (await response.json()) as { parts: Record<string, string> };
  } catch {
    return undefined;
  }
}

export async function startPortal(
  supervisor: Supervisor,
  { env, port, server }: { env: Environment; port: number; server: string | undefined },
): Promise<RunningPart> {
  // HOSTNAME decides the address that Next opens, and many shells export it as the machine's name.
  const own = { ...env, PORT: String(port), HOSTNAME: "127.0.0.1" };
  const next = inRoot("apps", "portal", "node_modules", "next", "dist", "bin", "next");
  const built = server !== undefined;
  const part = await supervisor.start({
    name: "portal",
    command: NODE,
    args: built ? [server] : [next, "dev", "--port", String(port), "--hostname", "127.0.0.1"],
    env: { ...own, NODE_ENV: built ? "production" : "development" },
    cwd: inRoot("apps", "portal"),
    signal: "SIGTERM",
    graceMs: 8_000,
  });
  const build = server === undefined ? undefined : path.dirname(path.dirname(path.dirname(server)));
  const advice = build && `If its build is damaged, delete ${build} and start again: it is then built anew. `;
  await waitFor(part, async () => isPortalHealthy(port), { timeoutMs: PORTAL_TIMEOUT_MS, advice });
  return part;
}
