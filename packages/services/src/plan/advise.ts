import {
  infeasibleFields,
  adviseRun,
  type Allocation,
  type HoursAdvice,
  type LifetimeAdvice,
  type ShapeAdvice,
} from "@ingot/compute";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import { askOf, askToWire, choiceOf } from "./ask.ts";
import { outcomeOf, planned } from "./outcome.ts";
import { openQuestion } from "./open-question.ts";
import type { planAdviseInput, planAdviseOutput } from "./view-schemas.ts";

type Output = z.infer<typeof planAdviseOutput>;

/** What may be changed about the model itself: its shape on this hardware, its size, its tokens. Open to everybody. */
export const advisePlan = openQuestion("advise");

export function answerAdvise(input: z.infer<typeof planAdviseInput>): Output {
  const asked = askOf(input);
  const choice = choiceOf(asked.ask, input);
  refuseFixed(input);
  const outcome = outcomeOf(asked.ask, choice, input);
  const { budget_hours, served_tokens, unique_tokens } = input;
  const advice = planned(() =>
    adviseRun(asked.ask, choice, {
      ...(budget_hours === undefined ? {} : { budgetHours: budget_hours }),
      ...(served_tokens === undefined ? {} : { servedTokens: served_tokens }),
      ...(unique_tokens === undefined ? {} : { uniqueTokens: unique_tokens }),
    }),
  );
  return {
    ask: askToWire(asked),
    refusal: outcome.kind === "infeasible" ? infeasibleFields(outcome) : null,
    shapes: advice.shapes.map(shapeToWire),
    asked: allocationToWire(advice.asked),
    optimal: allocationToWire(advice.optimal),
    lifetime: advice.lifetime && lifetimeToWire(advice.lifetime),
    hours: advice.hours && hoursToWire(advice.hours),
  };
}

const allocationToWire = ({ parameters, tokens, tokensPerParameter, flops, loss, passes }: Allocation) => ({
  parameters,
  tokens,
  tokens_per_parameter: tokensPerParameter,
  flops,
  loss,
  passes,
});

const shapeToWire = ({ model, plan, changes, cheaper, size, text }: ShapeAdvice): Output["shapes"][number] => ({
  changes: [...changes],
  layers: model.layers,
  hidden: model.hidden,
  heads: model.heads,
  feed_forward: model.feedForward,
  padded_vocabulary: model.paddedVocabulary,
  cheaper,
  size,
  step_time_seconds: plan.stepTime,
  text,
});

const lifetimeToWire = ({ best, trainingOnly, saved, text }: LifetimeAdvice) => ({
  best: allocationToWire(best),
  training_only: allocationToWire(trainingOnly),
  saved,
  text,
});

const hoursToWire = ({ best, candidates, text }: HoursAdvice) => ({
  best: candidates.indexOf(best),
  candidates: candidates.map(({ parameters, tokens, tokensPerSecond, loss, plan }) => ({
    parameters,
    tokens,
    tokens_per_second: tokensPerSecond,
    loss,
    step_time_seconds: plan.stepTime,
  })),
  text,
});

/** **Throws** VALIDATION where a part of the layout is fixed, or something asked of wafers, and every layout is looked at. */
function refuseFixed({ layout, wafer }: { readonly layout: object; readonly wafer: object }): void {
  const fixed = [...Object.keys(layout), ...Object.keys(wafer)];
  if (fixed.length === 0) return;
  const field = Object.keys(layout).length > 0 ? "layout" : "wafer";
  const message = `${field}: every layout is looked at, so nothing is fixed; received ${fixed.join(", ")}`;
  throw new ServiceError("VALIDATION", message, { field });
}
