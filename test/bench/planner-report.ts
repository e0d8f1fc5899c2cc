/**
 * Fits and cross-validates the planner's constants, then draws docs/planner-accuracy.md with its plots. About a minute.
 * Two programs, one after the other: what is drawn must read the constants that were just written.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

for (const program of ["../fit/fit.ts", "./accuracy/draw.ts"]) {
  execFileSync(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], { stdio: "inherit" });
}
