import {
  type Ask,
  type HardwareChoice,
  type Infeasible,
  type PinnedLayout,
  plan,
  type Plan,
  planWithin,
} from "@ingot/compute";
import { ServiceError } from "../errors.ts";

/** Runs a planner; what it cannot read is a refused request. **Throws** VALIDATION with the rule and the value. */
export function planned<Outcome>(planner: () => Outcome): Outcome {
  try {
    return planner();
  } catch (error) {
    if (error instanceof RangeError) throw new ServiceError("VALIDATION", error.message, {}, error);
    throw error;
  }
}

/** The best plan, or the best with what was fixed. */
export const outcomeOf = (ask: Ask, choice: HardwareChoice, pinned: PinnedLayout): Plan | Infeasible =>
  planned(() => (Object.keys(pinned).length === 0 ? plan(ask, choice) : planWithin(ask, choice, { pinned })));
