/** Runs once when the server starts. Also compiled for the edge, so what needs Node stands in a file of its own. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] === "nodejs") {
    const { endInTime } = await import("./instrumentation-node.ts");
    endInTime();
  }
}
