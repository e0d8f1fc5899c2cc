import type { Log } from "@ingot/services";
import { DefaultLogger, type LogLevel, type Logger } from "@temporalio/worker";

const levels: Readonly<Record<LogLevel, keyof Omit<Log, "child">>> = {
  TRACE: "debug",
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
};

/** What workflows and Temporal's own parts say, as lines of our log: the ids that a workflow gives stay fields. */
export function temporalLog(log: Log): Logger {
  return new DefaultLogger("INFO", ({ level, message, meta }) => {
    const { sdkComponent, ...said } = meta ?? {};
    // The bundler's report fills a page at each start.
    const quiet = sdkComponent !== "workflow" && levels[level] === "info";
    log[quiet ? "debug" : levels[level]]({ ...said, component: sdkComponent ?? "temporal" }, message);
  });
}
