import type { z } from "zod";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { outcomeOf } from "./outcome.ts";
import { openQuestion } from "./open-question.ts";
import type { planCompareInput, planCompareOutput } from "./schemas.ts";
import { resultToWire } from "./to-wire.ts";

/** The same model on several systems or with several fixed layouts, in the order asked. Open to everybody. */
export const comparePlans = openQuestion("compare");

export function answerCompare(input: z.infer<typeof planCompareInput>): z.infer<typeof planCompareOutput> {
  const asked = askOf(input);
  const sides = input.sides.map((side) => {
    const choice = choiceOf(asked.ask, side);
    return resultToWire(outcomeOf(asked.ask, choice, side));
  });
  return { ask: askToWire(asked), sides };
}
