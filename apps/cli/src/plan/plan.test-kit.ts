import { PassThrough } from "node:stream";
import { run } from "../run.ts";
import type { Terminal } from "../terminal.ts";

interface Surroundings {
  readonly env?: Record<string, string>;
  readonly terminal?: object;
}

/** What the terminal's clock shows. */
export const testNow = new Date("2026-12-01T00:00:00Z");

/** Runs `ingot plan` on a terminal without a network, for tests. */
export async function plan(args: string, { env = {}, terminal = {} }: Surroundings = {}) {
  const [input, output, remarks] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const connect = () => {
    throw new Error("the planner needs no network");
  };
  const given: Terminal = { env, input, output: Object.assign(output, terminal), remarks, connect, now: () => testNow };
  const status = await run(given, ["plan", ...args.split(" ").filter((word) => word !== "")]);
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { status, out: text(output), remarks: text(remarks) };
}
