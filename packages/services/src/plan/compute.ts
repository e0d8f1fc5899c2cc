import {
  type Ask,
  explainPlan,
  explainWaferPlan,
  type HardwareChoice,
  type Infeasible,
  type Plan,
} from "@ingot/compute";
import type { z } from "zod";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { type Held, isOpen, outcomeOf, planned, waferSettingOf } from "./outcome.ts";
import { openQuestion } from "./open-question.ts";
import type { planComputeInput, planComputeOutput } from "./schemas.ts";
import { changeToWire, explanationToWire, resultToWire } from "./to-wire.ts";
import { waferExplanationToWire } from "./wafer-to-wire.ts";

type Output = z.infer<typeof planComputeOutput>;
type Reasons = Pick<Output, "explanation" | "wafer" | "changes">;

/** The best layout of a model on some hardware, open to everybody: nothing is stored, quoted or held. */
export const computePlan = openQuestion("compute");

export function answerCompute(input: z.infer<typeof planComputeInput>): Output {
  const asked = askOf(input);
  const choice = choiceOf(asked.ask, input);
  const outcome = outcomeOf(asked.ask, choice, input);
  const reasons = input.explain ? reasonsOf(asked.ask, choice, outcome, input) : nothing;
  return { ask: askToWire(asked), result: resultToWire(outcome), ...reasons };
}

const nothing: Reasons = { explanation: null, wafer: null, changes: [] };

function reasonsOf(ask: Ask, choice: HardwareChoice, outcome: Plan | Infeasible, held: Held): Reasons {
  if (outcome.kind === "infeasible") return isOpen(held) ? changesOf(ask, choice, outcome) : nothing;
  if (outcome.layout.kind === "wafer") {
    const { options, map } = waferSettingOf(held, choice);
    // Placing hundreds of layers side by side takes a minute: that is for one's own machine.
    const told = explainWaferPlan(ask, outcome, {
      options,
      place: false,
      ...(map === undefined ? {} : { defects: map }),
    });
    return { ...nothing, wafer: waferExplanationToWire(told) };
  }
  const told = explainPlan(ask, choice, outcome, held.layout);
  return told.kind === "explanation" ? { ...nothing, explanation: explanationToWire(told) } : nothing;
}

/** Changes were planned from what is usual: where something was fixed they would say nothing. */
function changesOf(ask: Ask, choice: HardwareChoice, outcome: Infeasible): Reasons {
  const told = planned(() => explainPlan(ask, choice, outcome));
  return { ...nothing, changes: told.kind === "refusal" ? told.changes.map(changeToWire) : [] };
}
