import { IngotError } from "@ingot/client";
import { CommanderError } from "commander";
import { createProgram } from "./program.ts";
import { Refusal } from "./refusal.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command line. **Returns** the exit status: 0, or 1 with a sentence that says what and why. */
export async function run(terminal: Terminal, args: readonly string[]): Promise<number> {
  try {
    await createProgram(terminal).parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    // Help and the version are answers; commander has told everything else itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
    terminal.remarks.write(`${sentenceOf(error)}\n`);
    return 1;
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof IngotError) {
    const where = error.requestId === null ? "" : ` (request ${error.requestId})`;
    return `${error.code}: ${error.message}${where}`;
  }
  if (error instanceof Error && "code" in error && error.code === "ERR_STREAM_PREMATURE_CLOSE") {
    return "the connection was cut before the end; run it again";
  }
  return error instanceof Error ? error.message : String(error);
}
