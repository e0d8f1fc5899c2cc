import {
  type Ask,
  findSystem,
  type HardwareChoice,
  type Infeasible,
  type LaunchTool,
  type PinnedLayout,
  plan,
  type Plan,
  planForTool,
  planWithin,
} from "@ingot/compute";
import { Refusal } from "../refusal.ts";

const isGpu = ({ system, described }: HardwareChoice): boolean => (described ?? findSystem(system))?.kind === "gpu";

/**
 * The plan of a request: the best of all, the best with what was fixed, or the best that a tool can carry out.
 * **Throws** Refusal with the rule and the value for what no planner can read.
 */
export function outcomeOf(
  ask: Ask,
  choice: HardwareChoice,
  pinned: PinnedLayout,
  tool?: LaunchTool,
): Plan | Infeasible {
  const fixed = Object.keys(pinned);
  if (!isGpu(choice) && fixed.length > 0) {
    throw new Refusal(`a wafer runs a model whole: ${fixed.join(", ")} can be fixed on GPUs alone`);
  }
  if (!isGpu(choice) && tool !== undefined) {
    throw new Refusal(`--export is for GPUs: ${choice.system} is started by its maker's own software`);
  }
  try {
    if (tool !== undefined) return planForTool(ask, choice, tool, pinned);
    return fixed.length === 0 ? plan(ask, choice) : planWithin(ask, choice, { pinned });
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(error.message);
    throw error;
  }
}
