import { pino } from "pino";
import type { Log } from "./ports.ts";

export const logLevels = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

/** Where lines go; standard output when left out. */
export interface LogSink {
  readonly write: (line: string) => void;
}

const hidden = ["secret", "password", "token", "authorization", "cookie"];
const redact = { paths: [...hidden, ...hidden.map((name) => `*.${name}`)], censor: "[hidden]" };

/** JSON lines with ISO instants; credentials that stray into bindings are hidden. */
export function createLog(
  options: { readonly level?: string | undefined; readonly name: string },
  sink?: LogSink,
): Log {
  const level = options.level ?? "info";
  if (!(logLevels as readonly string[]).includes(level)) {
    throw new Error(`INGOT_LOG_LEVEL is one of ${logLevels.join(", ")}, received "${level}"`);
  }
  const settings = { level, name: options.name, redact, timestamp: pino.stdTimeFunctions.isoTime };
  return asLog(sink ? pino(settings, sink) : pino(settings));
}

type Bindings = Readonly<Record<string, unknown>>;

function asLog(logger: pino.Logger, bound: Bindings = {}): Log {
  // A line never says twice what it already carries: JSON with the same key twice is read differently by each reader.
  const fresh = (bindings: object) =>
    Object.fromEntries(Object.entries(bindings).filter(([key, value]) => bound[key] !== value));
  return {
    debug: (bindings, message) => logger.debug(fresh(bindings), message),
    info: (bindings, message) => logger.info(fresh(bindings), message),
    warn: (bindings, message) => logger.warn(fresh(bindings), message),
    error: (bindings, message) => logger.error(fresh(bindings), message),
    child: (bindings) => asLog(logger.child(fresh(bindings)), { ...bound, ...bindings }),
  };
}
