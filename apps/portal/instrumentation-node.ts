const graceMilliseconds = Number(process.env["INGOT_SHUTDOWN_GRACE_MS"] ?? 3_000);

/**
 * An open stream would hold the process for ever. Ending the streams ourselves would be worse: a browser takes a stream
 * that ends for finished, and comes back only when the socket breaks.
 */
export function endInTime(): void {
  process.once("SIGTERM", () => setTimeout(() => process.exit(0), graceMilliseconds).unref());
}
