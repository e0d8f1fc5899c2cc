import { Failure } from "../bootstrap/failure.mjs";
import type { Environment } from "./environment.ts";
import { inRoot, NODE } from "./paths.ts";
import type { RunningPart, Supervisor } from "./supervisor.ts";
import { until } from "./wait.ts";

const WORKER_TIMEOUT_MS = 60_000;
const PORTAL_TIMEOUT_MS = 90_000;
const READY_LINE = /^.*\bworker ready\b/m;

const ended = (part: RunningPart) => (): Failure | undefined => {
  if (part.ended() === undefined) return undefined;
  return new Failure(
    `The ${part.name} could not start (${part.ended()}):\n${part.logSinceStart()}\nIts log is ${part.logFile}`,
  );
};

async function waitFor(part: RunningPart, ask: () => Promise<boolean> | boolean, timeoutMs: number): Promise<void> {
  if (await until(ask, { timeoutMs, everyMs: 100, gone: ended(part) })) return;
  throw new Failure(
    `The ${part.name} was not ready within ${timeoutMs / 1000} s:\n${part.logSinceStart()}\nIts log is ${part.logFile}`,
  );
}

export async function startWorker(supervisor: Supervisor, env: Environment, watch: boolean): Promise<RunningPart> {
  const args = [...(watch ? ["--watch", "--watch-preserve-output"] : []), inRoot("apps", "worker", "src", "main.ts")];
  const part = await supervisor.start({ name: "worker", command: NODE, args, env, signal: "SIGTERM", graceMs: 15_000 });
  await waitFor(part, () => READY_LINE.test(part.logSinceStart(200)), WORKER_TIMEOUT_MS);
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
  await waitFor(part, async () => isPortalHealthy(port), PORTAL_TIMEOUT_MS);
  return part;
}
