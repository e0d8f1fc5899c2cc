import { jobTransitions } from "@ingot/compute";
import type { z } from "zod";
import type { Request } from "../context.ts";
import type { jobTransitionsOutput } from "./schemas.ts";

/** How a job's status may change, as data. */
export async function listJobTransitions(_request: Request<unknown>): Promise<z.infer<typeof jobTransitionsOutput>> {
  const entries = Object.entries(jobTransitions).map(([from, to]) => [from, [...to]]);
  return { transitions: Object.fromEntries(entries) as Record<string, string[]> };
}
