import { seconds } from "@ingot/units";
import type { JobPhase } from "../plan.ts";

/** Phases before the first step. **Source** Argonne logs: compile 283 s for GPT-2 small, 4 s where cached, program 2-4 min, load 10-20 s. */
export function waferStartup(parameters: number, layers: number): JobPhase[] {
  return [
    // Identical layers compile once; the rest of the compiler grows slowly with the graph.
    { phase: "compile", seconds: seconds(283 * Math.sqrt(layers / 12)), secondsAgain: seconds(4) },
    { phase: "program", seconds: seconds(180) },
    { phase: "load", seconds: seconds(10 + parameters / 1e9) },
  ];
}

/** Pause of a checkpoint. **Source** Argonne logs: 60 s a billion parameters (7.7 min for 6.7 B). */
export const saveSeconds = (parameters: number): number => Math.max(5, (60 * parameters) / 1e9);
