import type { z } from "zod";
import type { Request } from "../context.ts";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { processBudget } from "./budget.ts";
import { outcomeOf } from "./outcome.ts";
import type { planCompareInput, planCompareOutput } from "./schemas.ts";
import { resultToWire } from "./to-wire.ts";

/** The same model on several systems or with several fixed layouts, in the order asked. Open to everybody. */
export async function comparePlans({
  ctx,
  input,
}: Request<z.infer<typeof planCompareInput>>): Promise<z.infer<typeof planCompareOutput>> {
  return processBudget.charge(ctx.actor, () => {
    const asked = askOf(input);
    const sides = input.sides.map((side) => {
      const choice = choiceOf(asked.ask, side);
      return resultToWire(outcomeOf(asked.ask, choice, side));
    });
    return { ask: askToWire(asked), sides };
  });
}
