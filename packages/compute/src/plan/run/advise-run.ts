import { expectedLoss } from "../../model/loss.ts";
import { parameterCount } from "../../model/parameters.ts";
import type { Ask, HardwareChoice } from "../plan.ts";
import { bestForHours, type HoursAdvice } from "./best-for-hours.ts";
import { type Allocation, computeOptimal, type LifetimeAdvice, lifetimeOptimal } from "./compute-optimal.ts";
import { adviseShape, type ShapeAdvice } from "./shape-advice.ts";

/** What else is known when advice is asked for. */
export interface AdviceQuestion {
  /** Device-hours to spend, for the size that they train best. */
  readonly budgetHours?: number;
  /** Tokens that the model will serve, for what serving changes. */
  readonly servedTokens?: number;
  /** Different tokens at hand; without end when absent. */
  readonly uniqueTokens?: number;
}

/** What a customer may change about the model itself. */
export interface RunAdvice {
  /** Shapes of nearly the same size that are cheaper to train here, cheapest first. */
  readonly shapes: readonly ShapeAdvice[];
  /** What is asked for; experts count by the parameters at work. */
  readonly asked: Allocation;
  /** The best size and tokens for the same computation. */
  readonly optimal: Allocation;
  /** Null where no served tokens are given. */
  readonly lifetime: LifetimeAdvice | null;
  /** Null where no budget is given, or no size has a plan. */
  readonly hours: HoursAdvice | null;
}

function askedOf({ model, tokens }: Ask, uniqueTokens: number | undefined): Allocation {
  const parameters = parameterCount(model).active;
  const law = expectedLoss({ parameters, tokens, uniqueTokens: uniqueTokens ?? tokens });
  return {
    parameters,
    tokens,
    tokensPerParameter: tokens / parameters,
    flops: 6 * parameters * tokens,
    loss: uniqueTokens === undefined ? law.lossIfUnique.besiroglu : law.loss,
    passes: Math.max(1, tokens / (uniqueTokens ?? tokens)),
  };
}

/**
 * Advice about a model before it is trained: its shape on this hardware, its size and tokens by the laws of loss.
 * **Throws** RangeError for a budget or count that is not above 0. **Cost** some tens of searches, twenty more for a budget.
 */
export function adviseRun(ask: Ask, choice: HardwareChoice, question: AdviceQuestion = {}): RunAdvice {
  const { budgetHours, servedTokens, uniqueTokens } = question;
  const unique = uniqueTokens === undefined ? {} : { uniqueTokens };
  const asked = askedOf(ask, uniqueTokens);
  const { loss } = askedOf(ask, undefined);
  return {
    shapes: adviseShape(ask, choice),
    asked,
    optimal: computeOptimal({ flops: asked.flops, ...unique }),
    lifetime: servedTokens === undefined ? null : lifetimeOptimal({ quality: { loss }, servedTokens }),
    hours:
      budgetHours === undefined ? null : (bestForHours(ask, choice, { deviceHours: budgetHours, ...unique }) ?? null),
  };
}
