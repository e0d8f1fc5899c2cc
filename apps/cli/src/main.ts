#!/usr/bin/env node
import { run } from "./run.ts";
import { realTerminal } from "./terminal.ts";

// A reader such as `head` may close early: that is no failure of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
process.exitCode = await run(realTerminal(), process.argv.slice(2));
