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
  planWafer,
  planWithin,
} from "@ingot/compute";
import { Refusal } from "../refusal.ts";
import { type WaferChoices, waferFlags, waferSettingOf } from "./wafer-options.ts";

export const isGpu = ({ system, described }: HardwareChoice): boolean =>
  (described ?? findSystem(system))?.kind === "gpu";

/** Runs a planner. **Throws** Refusal with the rule and the value for what none can read. */
export function planned<Answer>(planner: () => Answer): Answer {
  try {
    return planner();
  } catch (error) {
    if (error instanceof RangeError) throw new Refusal(error.message);
    throw error;
  }
}

/** What a plan is held to: a part of a layout on GPUs, options on wafers. */
export interface Held {
  readonly pinned: PinnedLayout;
  /** Whether every feature that the model prices is looked at. */
  readonly whole: boolean;
  readonly wafer: WaferChoices;
}

/** **Throws** Refusal when options of wafers are given for what is none. */
export function refuseWaferFlags(wafer: WaferChoices, received: string): void {
  const flags = waferFlags(wafer);
  if (flags.length === 0) return;
  const verb = flags.length === 1 ? "is" : "are";
  throw new Refusal(`${flags.join(", ")} ${verb} for wafers (cs-1, cs-2, cs-3), received ${received}`);
}

/**
 * The plan of a request: the best of all, the best with what was fixed, or the best that a tool can carry out.
 * **Throws** Refusal with the rule and the value for what no planner can read.
 */
export function outcomeOf(ask: Ask, choice: HardwareChoice, held: Held, tool?: LaunchTool): Plan | Infeasible {
  const { pinned, whole, wafer } = held;
  const fixed = [...Object.keys(pinned), ...(whole ? ["--search whole"] : [])];
  if (!isGpu(choice)) {
    if (fixed.length > 0) {
      throw new Refusal(`a wafer runs a model whole: ${fixed.join(", ")} can be fixed on GPUs alone`);
    }
    if (tool !== undefined) {
      throw new Refusal(`--export is for GPUs: ${choice.system} is started by its maker's own software`);
    }
    return planned(() => planWafer(ask, choice, waferSettingOf(wafer, choice).options));
  }
  refuseWaferFlags(wafer, choice.described ? "a cluster of GPUs" : `--hardware ${choice.system}`);
  return planned(() => {
    if (tool !== undefined) return planForTool(ask, choice, tool, pinned);
    return fixed.length === 0 ? plan(ask, choice) : planWithin(ask, choice, { pinned, whole });
  });
}
