import { explainPlan, type HardwareChoice, type Ask, type Plan } from "@ingot/compute";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { processBudget } from "./budget.ts";
import { outcomeOf } from "./outcome.ts";
import type { planComputeInput, planComputeOutput } from "./schemas.ts";
import { explanationToWire, resultToWire } from "./to-wire.ts";

/** The best layout of a model on some hardware, open to everybody: nothing is stored, quoted or held. */
export async function computePlan({
  ctx,
  input,
}: Request<z.infer<typeof planComputeInput>>): Promise<z.infer<typeof planComputeOutput>> {
  return processBudget.charge(ctx.actor, () => {
    const asked = askOf(input);
    const choice = choiceOf(asked.ask, input);
    const outcome = outcomeOf(asked.ask, choice, input.layout);
    const explanation = input.explain && outcome.kind === "plan" ? explain(asked.ask, choice, outcome) : null;
    return { ask: askToWire(asked), result: resultToWire(outcome), explanation };
  });
}

/** A wafer's plan carries its reasons itself. */
function explain(ask: Ask, choice: HardwareChoice, plan: Plan) {
  if (plan.layout.kind !== "gpu") return null;
  const explanation = explainPlan(ask, choice, plan);
  return explanation.kind === "explanation" ? explanationToWire(explanation) : null;
}
