// Where the Temporal server comes from, the cheapest source first.
import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { Failure } from "../bootstrap/failure.mjs";
import { takeLock } from "../bootstrap/lock.mjs";
import { runCaptured } from "./command.ts";
import { BIN, CACHE, NODE, ROOT } from "./paths.ts";
import type { Say } from "./steps.ts";
import { until } from "./wait.ts";

const MODULE = "github.com/temporalio/cli/cmd/temporal@v1.5.1";
const HOST_TIMEOUT_MS = 4_000;
const BUILD_TIMEOUT_MS = 30 * 60_000;
const NAME = process.platform === "win32" ? "temporal.exe" : "temporal";

/** First hit on the PATH that this user may run, our own node_modules apart. */
export function onPath(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env.PATH ?? "").split(path.delimiter).filter((folder) => folder !== "" && folder !== BIN);
  return folders.map((folder) => path.join(folder, name)).find(mayRun);
}

function mayRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version line when this really is a CLI with a server inside, else undefined. */
async function serverVersion(binary: string): Promise<string | undefined> {
  try {
    const { code, output } = await runCaptured(binary, ["--version"]);
    return code === 0 ? /\(Server [^)]*\)/.exec(output)?.[0].slice(1, -1) : undefined;
  } catch {
    return undefined;
  }
}

export interface Places {
  cache: string;
  env: NodeJS.ProcessEnv;
  downloadHost: string;
  /** Where Go is by its own installer, for users whose PATH lacks it. */
  goFolders: string[];
}

const PLACES: Places = {
  cache: CACHE,
  env: process.env,
  downloadHost: "https://temporal.download/cli/default",
  goFolders: ["/usr/local/go/bin"],
};

export async function findTemporal(say: Say, places = PLACES): Promise<string> {
  const { cache, env } = places;
  const installed = onPath(NAME, env);
  if (installed !== undefined && (await serverVersion(installed)) !== undefined) return installed;
  const cached = path.join(cache, "bin", NAME);
  if ((await serverVersion(cached)) !== undefined) return cached;
  return fetchOnce(cached, say, places);
}

/** Two starts at once share one download or build. */
async function fetchOnce(cached: string, say: Say, places: Places): Promise<string> {
  const file = path.join(places.cache, "temporal.lock");
  let lock = takeLock(file);
  if (!lock.held) {
    say(`another start (pid ${lock.holder.pid}) is fetching it; waiting`);
    await until(() => (lock = takeLock(file)).held, { timeoutMs: BUILD_TIMEOUT_MS, everyMs: 500 });
  }
  try {
    if ((await serverVersion(cached)) !== undefined) return cached;
    if (existsSync(cached)) say("the cached server does not run and is fetched again");
    const fresh = (await download(say, places)) ?? (await build(say, places));
    if ((await serverVersion(fresh)) === undefined)
      throw new Failure(`What was built as a Temporal server does not run: ${fresh}`);
    mkdirSync(path.dirname(cached), { recursive: true });
    renameSync(fresh, cached);
    rmSync(buildFolder(places), { recursive: true, force: true });
    return cached;
  } finally {
    if (lock.held) lock.release();
  }
}

/** The SDK fetches a server from Temporal's own host. Where that host cannot be reached it would wait long, so ask first. */
async function download(say: Say, { cache, downloadHost }: Places): Promise<string | undefined> {
  try {
    await fetch(downloadHost, { method: "HEAD", signal: AbortSignal.timeout(HOST_TIMEOUT_MS) });
  } catch {
    return undefined;
  }
  say("downloading the server with Temporal's SDK (once)");
  const folder = path.join(cache, "download");
  mkdirSync(folder, { recursive: true });
  const script = path.join(ROOT, "infra", "stack", "temporal-download.ts");
  const { code, output } = await runCaptured(NODE, [script, folder]);
  const file = output.trim().split("\n").at(-1) ?? "";
  return code === 0 && (await serverVersion(file)) !== undefined ? file : undefined;
}

const buildFolder = ({ cache }: Pick<Places, "cache">): string => path.join(cache, "bin.new");

async function build(say: Say, { cache, env, goFolders }: Places): Promise<string> {
  const go = onPath("go", env) ?? goFolders.map((folder) => path.join(folder, "go")).find(mayRun);
  if (go === undefined) {
    throw new Failure(
      "No Temporal server was found: there is none on the PATH, its download host cannot be reached, and Go to build it is missing. " +
        "Install the `temporal` CLI (https://docs.temporal.io/cli) or Go 1.26, or set TEMPORAL_ADDRESS to a server of yours.",
    );
  }
  say("building the server with Go: about three minutes, once, since this machine has none and cannot download one");
  const folder = buildFolder({ cache });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { code, output } = await runCaptured(go, ["install", MODULE], { env: { ...env, GOBIN: folder }, cwd: folder });
  if (code === 0) return path.join(folder, NAME);
  throw new Failure(
    `The Temporal server could not be built (go install ${MODULE}, status ${code}):\n${lastLines(output)}\n` +
      "Check the network, install the `temporal` CLI (https://docs.temporal.io/cli), or set TEMPORAL_ADDRESS.",
  );
}

const lastLines = (text: string): string => text.trimEnd().split("\n").slice(-4).join("\n");
