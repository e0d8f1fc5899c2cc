import {
  adviseShape,
  type Allocation,
  type Ask,
  bestForHours,
  computeOptimal,
  expectedLoss,
  type HardwareChoice,
  type HoursAdvice,
  type LifetimeAdvice,
  lifetimeOptimal,
  parameterCount,
  type ShapeAdvice,
} from "@ingot/compute";
import { duration, large } from "../text.ts";
import { narrowTable } from "./narrow-table.ts";
import type { PlanOptions } from "./options.ts";
import { planned } from "./outcome.ts";
import { heading, percent, wrap, type Paper } from "./paper.ts";

/** What a customer may change about the model itself. */
export interface Advice {
  /** Shapes of nearly the same size that are cheaper to train here, cheapest first. */
  readonly shapes: readonly ShapeAdvice[];
  /** What is asked for, by the parameters at work. */
  readonly asked: Allocation;
  /** The best size and tokens for the same computation. */
  readonly optimal: Allocation;
  readonly lifetime?: LifetimeAdvice;
  readonly hours?: HoursAdvice | null;
}

function askedOf({ model, tokens }: Ask, uniqueTokens = Infinity): Allocation {
  const parameters = parameterCount(model).active;
  const loss =
    uniqueTokens === Infinity
      ? expectedLoss({ parameters, tokens, uniqueTokens: tokens }).lossIfUnique.besiroglu
      : expectedLoss({ parameters, tokens, uniqueTokens }).loss;
  return {
    parameters,
    tokens,
    tokensPerParameter: tokens / parameters,
    flops: 6 * parameters * tokens,
    loss,
    passes: Math.max(1, tokens / uniqueTokens),
  };
}

/** **Throws** Refusal for a budget or count that is none. */
export function adviceOf(ask: Ask, choice: HardwareChoice, options: PlanOptions): Advice {
  const { budgetHours, servedTokens, uniqueTokens } = options;
  const unique = uniqueTokens === undefined ? {} : { uniqueTokens };
  const asked = askedOf(ask, uniqueTokens);
  return planned(() => ({
    shapes: adviseShape(ask, choice),
    asked,
    optimal: computeOptimal({ flops: asked.flops, ...unique }),
    ...(servedTokens === undefined
      ? {}
      : { lifetime: lifetimeOptimal({ quality: { loss: askedOf(ask).loss }, servedTokens }) }),
    ...(budgetHours === undefined
      ? {}
      : { hours: bestForHours(ask, choice, { deviceHours: budgetHours, ...unique }) ?? null }),
  }));
}

function shapeLines(shapes: readonly ShapeAdvice[], paper: Paper): string[] {
  const first = heading(paper, "A shape that is cheaper to train here").slice(1);
  if (shapes.length === 0) {
    return [
      ...first,
      ...wrap("None of the same size (within 4 %) is more than 2 % cheaper: it is good as it is.", paper.width),
    ];
  }
  return [
    ...first,
    ...shapes.flatMap(({ text }, at) =>
      wrap(text, paper.width).map((line) => (at === 0 ? paper.paint("green", line) : line)),
    ),
  ];
}

const allocationRow = (
  name: string,
  { parameters, tokens, tokensPerParameter, passes, loss }: Allocation,
): string[] => [
  `  ${name}`,
  large(parameters),
  large(tokens),
  tokensPerParameter.toFixed(0),
  passes.toFixed(1),
  loss.toFixed(3),
];
const allocationHeadings = ["  ", "PARAMETERS>", "TOKENS>", "A PARAMETER>", "PASSES>", "LOSS>"];

function lifetimeLines(lifetime: LifetimeAdvice | undefined, paper: Paper): string[] {
  if (lifetime === undefined) return [];
  const rows = [
    allocationRow("Training and serving", lifetime.best),
    allocationRow("Training alone", lifetime.trainingOnly),
  ];
  return [
    ...heading(paper, "Smaller for longer: least of training and serving"),
    ...wrap(lifetime.text, paper.width),
    ...narrowTable(allocationHeadings, rows, paper, [4, 3]),
  ];
}

function hoursLines(hours: HoursAdvice | null | undefined, paper: Paper): string[] {
  if (hours === undefined) return [];
  const title = heading(paper, "The best size for the device-hours");
  if (hours === null) return [...title, ...wrap("No size of this model has a plan on this hardware.", paper.width)];
  const rows = hours.candidates.map((each) => [
    `${each === hours.best ? "→" : " "} ${large(each.parameters)}`,
    large(each.tokens),
    large(each.tokensPerSecond),
    duration(each.plan.stepTime),
    percent(each.plan.modelFlopsUtilization),
    each.loss.toFixed(3),
  ]);
  return [
    ...title,
    ...wrap(hours.text, paper.width),
    ...narrowTable(["  PARAMETERS>", "TOKENS>", "TOKENS/S>", "STEP>", "MFU>", "LOSS>"], rows, paper, [3, 4]),
  ];
}

/** Advice about the model itself: its shape, its size, its tokens. */
export function adviceLines({ shapes, asked, optimal, lifetime, hours }: Advice, paper: Paper): string[] {
  const rows = [allocationRow("Asked for", asked), allocationRow("Best use of it", optimal)];
  return [
    ...shapeLines(shapes, paper),
    ...heading(paper, `The same computation, ${asked.flops.toExponential(2)} FLOP`),
    ...narrowTable(allocationHeadings, rows, paper, [4, 3]),
    ...wrap("By a law of published runs (nats a token); experts count by the parameters at work.", paper.width),
    ...lifetimeLines(lifetime, paper),
    ...hoursLines(hours, paper),
    ...(lifetime !== undefined && hours !== undefined ? [] : [""]),
    ...(lifetime === undefined ? wrap("--served-tokens N adds what serving changes.", paper.width) : []),
    ...(hours === undefined
      ? wrap("--budget-hours N finds the best size for that many device-hours.", paper.width)
      : []),
  ];
}
