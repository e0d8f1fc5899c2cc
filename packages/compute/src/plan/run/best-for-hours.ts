import { countInWords, lossFits, lossOf, lossWithRepeats } from "../../model/loss.ts";
import { parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import { plan as planAsk } from "../dispatch.ts";
import { faultSeconds, faultsPerSecond } from "../forecast.ts";
import { spell } from "../life.ts";
import type { Ask, HardwareChoice, Plan } from "../plan.ts";
import { systemOf } from "../../hardware/catalog.ts";
import { countOf } from "../../hardware/devices-in-words.ts";
import { scaledShape } from "./scaled-shape.ts";

/** A size of model and what a budget of device-hours buys it. */
export interface HoursCandidate {
  readonly model: ModelShape;
  readonly parameters: number;
  /** Tokens that the budget trains on at the planned speed, faults and checkpoints paid. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  /** **Unit** nats a token. */
  readonly loss: number;
  readonly plan: Plan;
}

/** What a budget of device-hours is best spent on. */
export interface HoursAdvice {
  /** Least loss of the sizes looked at. */
  readonly best: HoursCandidate;
  /** Smallest first: those that have a plan. */
  readonly candidates: readonly HoursCandidate[];
  readonly text: string;
}

/** Device-hours to spend, and the data at hand. */
export interface HoursBudget {
  /** Money over the price of a device-hour. */
  readonly deviceHours: number;
  /** Different tokens at hand; without end when absent. */
  readonly uniqueTokens?: number;
}

/** Seconds of a step in a run: with its part of checkpoints, and of faults with what they lose. */
function secondsInRun(plan: Plan, faultsPerNodeDay: number): number {
  const { everySteps, pause } = plan.checkpoint;
  const step = plan.stepTime + pause / everySteps;
  return step * (1 + faultsPerSecond(plan, faultsPerNodeDay) * faultSeconds(plan));
}

function candidate(
  ask: Ask,
  choice: HardwareChoice,
  budget: HoursBudget,
  model: ModelShape,
): HoursCandidate | undefined {
  const plan = planAsk({ ...ask, model }, choice);
  if (plan.kind === "infeasible") return undefined;
  const faults = systemOf(choice)?.faultsPerNodeDay.value ?? 0;
  const tokensPerSecond = plan.tokensPerStep / secondsInRun(plan, faults);
  const tokens = tokensPerSecond * (budget.deviceHours / choice.devices) * 3600;
  // The law says nothing of less than a step, where it would put a loss above what guessing costs.
  if (tokens < plan.tokensPerStep) return undefined;
  const parameters = parameterCount(model).active;
  const loss =
    budget.uniqueTokens === undefined
      ? lossOf(lossFits.besiroglu, parameters, tokens)
      : lossWithRepeats(parameters, tokens, budget.uniqueTokens).loss;
  return { model, parameters, tokens, tokensPerSecond, loss, plan };
}

/** Sizes looked at, over the asked one: first halves and doubles, then nearer to the best of those. */
const coarse = Array.from({ length: 17 }, (_, index) => 2 ** (index - 8));
const fine = [2 ** -0.5, 2 ** -0.25, 2 ** 0.25, 2 ** 0.5];

/** Hours that are less than one are told as they are, not as none. */
const hoursInWords = (hours: number): string =>
  `${hours < 1 ? Number(hours.toPrecision(3)) : countInWords(hours)} device-hour${hours === 1 ? "" : "s"}`;

const leastLoss = (candidates: readonly HoursCandidate[]): HoursCandidate | undefined =>
  candidates.reduce<HoursCandidate | undefined>(
    (best, next) => (best && best.loss <= next.loss ? best : next),
    undefined,
  );

/**
 * The size of model and the tokens of least loss for a budget of device-hours on given hardware. Each size, in the
 * proportions of the ask's model, is planned, so that small models pay for the speed that they do not reach. Experts
 * count by the parameters at work.
 * **Returns** undefined when no size has a plan and a step that the budget holds. **Throws** RangeError for a budget that is not above 0.
 * **Cost** about twenty searches.
 */
export function bestForHours(ask: Ask, choice: HardwareChoice, budget: HoursBudget): HoursAdvice | undefined {
  const { deviceHours, uniqueTokens = 1 } = budget;
  if (!(deviceHours > 0) || !(uniqueTokens > 0)) {
    throw new RangeError(
      `a budget needs device-hours and unique tokens above 0, received ${deviceHours} and ${budget.uniqueTokens}`,
    );
  }
  const tried = (factors: readonly number[], of: ModelShape) =>
    factors
      .map((factor) => candidate(ask, choice, budget, scaledShape(of, factor)))
      .filter((next) => next !== undefined);
  const wide = tried(coarse, ask.model);
  const middle = leastLoss(wide);
  if (!middle) return undefined;
  // Below some size a shape has as few heads and layers as there can be: several factors give it.
  const candidates = [...wide, ...tried(fine, middle.model)]
    .toSorted((left, right) => left.parameters - right.parameters)
    .filter(({ parameters }, at, all) => all.findIndex((other) => other.parameters === parameters) === at);
  const best = leastLoss(candidates) ?? middle;
  const text =
    `${hoursInWords(deviceHours)} ${deviceHours === 1 ? "trains" : "train"} ${countInWords(best.parameters)} parameters on ` +
    `${countInWords(best.tokens)} tokens best: a loss of ${best.loss.toFixed(3)} nats after ` +
    `${spell((deviceHours / choice.devices) * 3600)} on ${countOf(choice.devices, "device")}.`;
  return { best, candidates, text };
}
