import path from "node:path";
import { connect } from "node:net";
import { Failure } from "../bootstrap/failure.mjs";
import type { RunningPart, Supervisor } from "./supervisor.ts";
import { until } from "./wait.ts";

const START_TIMEOUT_MS = 60_000;
/** The portal passes this path on, so that Temporal's own pages find their files below it. */
const TEMPORAL_UI_PATH = "/operator/temporal";

export interface TemporalOptions {
  binary: string;
  port: number;
  uiPort: number;
  /** Undefined: kept in memory. */
  database?: string;
  /** Extra pages and their port cost a test run nothing when left out. */
  headless?: boolean;
}

function flags({ port, uiPort, database, headless }: TemporalOptions): string[] {
  const pages = headless ? ["--headless"] : ["--ui-port", String(uiPort), "--ui-public-path", TEMPORAL_UI_PATH];
  const pragma = ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"];
  const kept = database === undefined ? [] : ["--db-filename", database, ...pragma];
  return [
    "server",
    "start-dev",
    "--ip",
    "127.0.0.1",
    "--port",
    String(port),
    "--log-level",
    "error",
    ...pages,
    ...kept,
    "--dynamic-config-value",
    "system.enableActivityEagerExecution=true",
    // Timers may fire a second late without it; the value is JSON, quotes included.
    "--dynamic-config-value",
    'history.timerProcessorMaxTimeShift="10ms"',
  ];
}

export async function acceptsConnection(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", () => answer(true));
    socket.once("error", () => answer(false));
    socket.once("timeout", () => answer(false));
  });
}

function explainEnd(part: RunningPart, database: string | undefined): Failure {
  const file = database === undefined ? "" : path.basename(database);
  const advice =
    database === undefined
      ? ""
      : ` If ${file} is damaged, delete ${database}* and start again: contracts live in PostgreSQL and none is lost.`;
  return new Failure(
    `Temporal could not start (${part.ended()}): ${part.logSinceStart(3)}\n${advice.trim()} Its log is ${part.logFile}`,
  );
}

export async function startTemporal(supervisor: Supervisor, options: TemporalOptions): Promise<RunningPart> {
  // Settings of the user's own Temporal tools are not for this server.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("TEMPORAL_")));
  const part = await supervisor.start({
    name: "temporal",
    command: options.binary,
    args: flags(options),
    env,
    cwd: "/",
    signal: "SIGTERM",
    graceMs: 5_000,
  });
  const gone = (): Failure | undefined => (part.ended() === undefined ? undefined : explainEnd(part, options.database));
  const ready = await until(() => acceptsConnection("127.0.0.1", options.port), {
    timeoutMs: START_TIMEOUT_MS,
    everyMs: 30,
    gone,
  });
  if (!ready)
    throw new Failure(`Temporal did not answer within ${START_TIMEOUT_MS / 1000} s. Its log is ${part.logFile}`);
  return part;
}
