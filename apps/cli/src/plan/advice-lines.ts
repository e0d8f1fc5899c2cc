import {
  adviseRun,
  type Allocation,
  type Ask,
  type HardwareChoice,
  type HoursAdvice,
  type LifetimeAdvice,
  type RunAdvice,
  type ShapeAdvice,
} from "@ingot/compute";
import { count, large, stepDuration } from "../text.ts";
import { lawNames } from "./law-names.ts";
import { narrowTable } from "./narrow-table.ts";
import type { PlanOptions } from "./options.ts";
import { planned } from "./outcome.ts";
import { heading, percent, wrap, type Paper } from "./paper.ts";

/** **Throws** Refusal for a budget or count that is none. */
export function adviceOf(ask: Ask, choice: HardwareChoice, options: PlanOptions): RunAdvice {
  const { budgetHours, servedTokens, uniqueTokens } = options;
  return planned(() =>
    adviseRun(ask, choice, {
      ...(budgetHours === undefined ? {} : { budgetHours }),
      ...(servedTokens === undefined ? {} : { servedTokens }),
      ...(uniqueTokens === undefined ? {} : { uniqueTokens }),
    }),
  );
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

function lifetimeLines(lifetime: LifetimeAdvice | null, paper: Paper): string[] {
  if (lifetime === null) return [];
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

function hoursLines(hours: HoursAdvice | null, paper: Paper): string[] {
  if (hours === null) return [];
  const title = heading(paper, "The best size for the device-hours");
  const rows = hours.candidates.map((each) => [
    `${each === hours.best ? "→" : " "} ${large(each.parameters)}`,
    large(each.tokens),
    large(each.tokensPerSecond),
    stepDuration(each.plan.stepTime),
    percent(each.plan.modelFlopsUtilization),
    each.loss.toFixed(3),
  ]);
  return [
    ...title,
    ...wrap(hours.text, paper.width),
    ...narrowTable(["  PARAMETERS>", "TOKENS>", "TOKENS/S>", "STEP>", "MFU>", "LOSS>"], rows, paper, [3, 4]),
  ];
}

/** Repeated data are judged by one law alone; the other is the usual one. */
const lawOf = ({ uniqueTokens }: PlanOptions): string =>
  uniqueTokens === undefined ? lawNames.besiroglu : `${lawNames.muennighoff}, for data that repeat`;

/** What stands in place of advice for a budget: how to ask for it, or that there is none. */
function withoutHours({ budgetHours }: PlanOptions, paper: Paper): string[] {
  const text =
    budgetHours === undefined
      ? "--budget-hours N finds the best size for that many device-hours."
      : `No size of this model has a plan here with a step that fits into ${budgetHours < 1 ? budgetHours : count(budgetHours)} device-hours.`;
  return wrap(text, paper.width);
}

/** Advice about the model itself: its shape, its size, its tokens. */
export function adviceLines(advice: RunAdvice, options: PlanOptions, paper: Paper): string[] {
  const { shapes, asked, optimal, lifetime, hours } = advice;
  const rows = [allocationRow("Asked for", asked), allocationRow("Best use of it", optimal)];
  return [
    ...shapeLines(shapes, paper),
    ...heading(paper, `The same computation, ${asked.flops.toExponential(2)} FLOP`),
    ...narrowTable(allocationHeadings, rows, paper, [4, 3]),
    ...wrap(
      `By a law of published runs, ${lawOf(options)} (nats a token); experts count by the parameters at work.`,
      paper.width,
    ),
    ...lifetimeLines(lifetime, paper),
    ...hoursLines(hours, paper),
    ...(lifetime !== null && hours !== null ? [] : [""]),
    ...(lifetime === null ? wrap("--served-tokens N adds what serving changes.", paper.width) : []),
    ...(hours === null ? withoutHours(options, paper) : []),
  ];
}
