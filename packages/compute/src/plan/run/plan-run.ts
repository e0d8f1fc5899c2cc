import { ratio, seconds, tokens as tokensOf, type Ratio, type Seconds } from "@ingot/units";
import { systemOf } from "../../hardware/catalog.ts";
import { countOf, grouped } from "../../hardware/devices-in-words.ts";
import { expectedLoss, type LossExpectation } from "../../model/loss.ts";
import { publishedRecipe, warmupSteps } from "../../model/recipe.ts";
import { plan as planAsk, type Planner } from "../dispatch.ts";
import { throughputSigma } from "../error-band.ts";
import { forecastDuration } from "../forecast.ts";
import { checkpointSteps } from "../life.ts";
import type { Ask, DurationForecast, HardwareChoice, Infeasible, Plan } from "../plan.ts";
import { rampStages, type BatchRamp, type RampStage } from "./batch-ramp.ts";
import { rampSteps, type RampSteps } from "./ramp-steps.ts";

/** What of a run somebody says beyond its ask; each part has a default. */
export interface RunWish {
  /** Different tokens of the dataset; all of the ask's when absent. */
  readonly uniqueTokens?: number;
  readonly ramp?: BatchRamp;
  /** Steps in which the learning rate rises; the model's published warm-up when absent, at most a hundredth of the run. */
  readonly warmupSteps?: number;
  /** By default the tokens of 8 steps, every 1,000 steps. */
  readonly evaluation?: { readonly everySteps?: number | undefined; readonly tokens?: number | undefined };
  /** The fleet's own rate; the system's published one when absent. */
  readonly faultsPerNodeDay?: number;
  /** Spread of ln(true / predicted throughput); the class's own when absent. */
  readonly throughputSigma?: number;
  readonly seed?: string;
  /** Plans the run: by it a layout is held or an option of wafers given. The best plan when absent. */
  readonly planner?: Planner;
}

/** A stage of the ramp with its own speed. */
export interface PlannedStage extends RampStage {
  readonly steps: number;
  readonly stepTime: Seconds;
  readonly seconds: Seconds;
}

/** Where a run's time goes that is not training at full speed. */
export interface RunCost {
  readonly cause: "startup" | "ramp" | "evaluation" | "checkpoint" | "faults";
  readonly label: string;
  readonly seconds: Seconds;
}

/** Evaluations of a run. */
export interface Evaluations {
  readonly count: number;
  readonly secondsEach: Seconds;
  readonly everySteps: number;
  /** Tokens that one reads. */
  readonly tokens: number;
  /** Whether nothing was asked for, so that these are the usual ones. */
  readonly assumed: boolean;
}

/** A whole run: what it does, how long, how certain, to which loss. */
export interface RunPlan {
  readonly kind: "run";
  readonly plan: Plan;
  readonly stages: readonly PlannedStage[];
  /** Batch sizes of the ramp that the plan's replicas cannot share evenly: their steps last as the next one's that they can. */
  readonly uncutSizes: readonly number[];
  readonly steps: number;
  readonly warmup: { readonly steps: number; readonly tokens: number };
  readonly checkpoints: { readonly count: number; readonly everySteps: number; readonly bytes: number };
  readonly evaluations: Evaluations;
  readonly duration: DurationForecast;
  /** Time at full speed over the mean duration. **Range** 0 to 1. */
  readonly goodput: Ratio;
  /** Largest first, in the mean. */
  readonly costs: readonly RunCost[];
  readonly loss: LossExpectation;
  /** **Unit** device-hours, in the mean. */
  readonly deviceHours: number;
  /** **Unit** J, in the mean, before PUE. */
  readonly energy: number;
  /** **Unit** FLOP of the model. */
  readonly modelFlops: number;
}

/** Assumed when a wish says nothing: as many tokens as 8 steps read, every 1,000 steps. */
const defaultEvaluation = { everySteps: 1000, steps: 8 } as const;

function plannedStages(ask: Ask, stages: readonly RampStage[], { secondsOf }: RampSteps): PlannedStage[] {
  return stages.map((stage) => {
    const steps = Math.max(1, Math.ceil(stage.tokens / (stage.globalBatchSize * ask.sequenceLength)));
    const stepTime = secondsOf(stage.globalBatchSize);
    return { ...stage, steps, stepTime: seconds(stepTime), seconds: seconds(steps * stepTime) };
  });
}

function evaluationOf(wish: RunWish, plan: Plan, steps: number): Evaluations {
  const { everySteps = defaultEvaluation.everySteps, tokens = defaultEvaluation.steps * plan.tokensPerStep } =
    wish.evaluation ?? {};
  // A forward pass is a third of a training step's work.
  const secondsEach = seconds(((tokens / plan.tokensPerStep) * plan.stepTime) / 3);
  const assumed = wish.evaluation?.everySteps === undefined && wish.evaluation?.tokens === undefined;
  return { count: Math.floor(steps / everySteps), secondsEach, everySteps, tokens, assumed };
}

function faultRate(wish: RunWish, choice: HardwareChoice): number {
  return wish.faultsPerNodeDay ?? systemOf(choice)?.faultsPerNodeDay.value ?? 0;
}

/** The plan with the cadence that suits the fleet's own rate of faults. */
function savedFor({ faultsPerNodeDay }: RunWish, plan: Plan): Plan {
  if (faultsPerNodeDay === undefined) return plan;
  const { checkpoint, stepTime, totalSteps, hardware } = plan;
  const everySteps = checkpointSteps({
    stepSeconds: stepTime,
    pauseSeconds: checkpoint.pause,
    writtenSeconds: checkpoint.written ?? checkpoint.pause,
    faultsPerDay: hardware.nodes * faultsPerNodeDay,
    totalSteps,
  });
  return { ...plan, checkpoint: { ...checkpoint, everySteps } };
}

/** **Throws** RangeError for more steps than the run has. */
function warmupOf({ warmupSteps: asked }: RunWish, ask: Ask, [first]: readonly PlannedStage[], steps: number): number {
  if (asked === undefined) {
    const batch = first?.globalBatchSize ?? ask.globalBatchSize;
    return warmupSteps(publishedRecipe(ask.model), batch * ask.sequenceLength, steps);
  }
  if (asked <= steps) return asked;
  throw new RangeError(`warmupSteps is at most the run's ${countOf(steps, "step")}, received ${grouped(asked)}`);
}

interface Parts {
  readonly ask: Ask;
  readonly plan: Plan;
  readonly stages: readonly PlannedStage[];
  readonly duration: DurationForecast;
  readonly evaluation: Evaluations;
}

function costsOf({ ask, plan, stages, duration, evaluation }: Parts): { ideal: number; costs: RunCost[] } {
  const training = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const ideal = stages.length === 1 ? training : (ask.tokens / plan.tokensPerStep) * plan.stepTime;
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const evaluating = evaluation.count * evaluation.secondsEach;
  const saving = Math.ceil(steps / plan.checkpoint.everySteps) * plan.checkpoint.pause;
  const startup = plan.startup.reduce((sum, phase) => sum + phase.seconds, 0);
  const rest = duration.mean - training - evaluating - saving - startup;
  const all: RunCost[] = [
    { cause: "startup", label: "Start", seconds: seconds(startup) },
    { cause: "ramp", label: "Batch ramp", seconds: seconds(Math.max(0, training - ideal)) },
    { cause: "evaluation", label: "Evaluation", seconds: seconds(evaluating) },
    { cause: "checkpoint", label: "Checkpoints", seconds: seconds(saving) },
    {
      cause: "faults",
      label: duration.faultsMean === 0 ? "Uncertain speed" : "Faults, repeated work and uncertain speed",
      seconds: seconds(Math.max(0, rest)),
    },
  ];
  const costs = all
    .filter((cost) => cost.seconds > 1e-6 * duration.mean)
    .toSorted((left, right) => right.seconds - left.seconds);
  return { ideal, costs };
}

/** The plan with the run's mean step, as the forecast wants it: ramp and evaluations spread over the steps. */
function meanStepPlan(ask: Ask, plan: Plan, stages: readonly PlannedStage[], evaluating: number): Plan {
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const training = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  return {
    ...plan,
    totalSteps: steps,
    tokensPerStep: tokensOf(Math.ceil(ask.tokens / steps)),
    stepTime: seconds((training + evaluating) / steps),
  };
}

/** **Throws** RangeError for a cadence that is no whole number of 1 or more. */
function checkWish({ warmupSteps, evaluation = {} }: RunWish): void {
  const counts = {
    warmupSteps,
    "evaluation.everySteps": evaluation.everySteps,
    "evaluation.tokens": evaluation.tokens,
  };
  for (const [name, value] of Object.entries(counts)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new RangeError(`${name} must be a whole number of 1 or more, received ${value}`);
  }
}

/**
 * Plans a whole run: batch ramp, warm-up, evaluations, checkpoints, faults; its duration as a distribution, the loss to
 * expect, what each thing costs.
 * **Returns** the refusal of its plan where there is none. The same wish gives the same run.
 * **Throws** RangeError for a ramp, cadence, rate or spread out of range. **Cost** a search, and up to eight more for a ramp on wafers.
 */
export function planRun(ask: Ask, choice: HardwareChoice, wish: RunWish = {}): RunPlan | Infeasible {
  checkWish(wish);
  const { planner = planAsk } = wish;
  const planned = (of: Ask) => planner(of, choice);
  const found = planned(ask);
  if (found.kind === "infeasible") return found;
  const plan = savedFor(wish, found);
  const ramp = rampStages(ask.globalBatchSize, ask.tokens, wish.ramp);
  const sizes = ramp.map((stage) => stage.globalBatchSize).filter((size) => size < ask.globalBatchSize);
  const growing = rampSteps({ ask, choice, full: plan, sizes, planned });
  const stages = plannedStages(ask, ramp, growing);
  const steps = stages.reduce((sum, stage) => sum + stage.steps, 0);
  const evaluation = evaluationOf(wish, plan, steps);
  const mean = meanStepPlan(ask, plan, stages, evaluation.count * evaluation.secondsEach);
  const duration = forecastDuration({
    plan: mean,
    tokens: ask.tokens,
    faultsPerNodeDay: faultRate(wish, choice),
    throughputSigma: wish.throughputSigma ?? throughputSigma(plan),
    seed: wish.seed ?? "run",
  });
  const { ideal, costs } = costsOf({ ask, plan, stages, duration, evaluation });
  const warmup = warmupOf(wish, ask, stages, steps);
  const { everySteps, size } = plan.checkpoint;
  return {
    kind: "run",
    plan,
    stages,
    uncutSizes: growing.uncut,
    steps,
    warmup: { steps: warmup, tokens: tokensRead(stages, ask.sequenceLength, warmup) },
    checkpoints: { count: Math.ceil(steps / everySteps), everySteps, bytes: size },
    evaluations: evaluation,
    duration,
    goodput: ratio(Math.min(1, ideal / duration.mean)),
    costs,
    loss: expectedLoss({ model: ask.model, tokens: ask.tokens, uniqueTokens: wish.uniqueTokens ?? ask.tokens }),
    deviceHours: (duration.mean / 3600) * choice.devices,
    energy: plan.power * duration.mean,
    modelFlops: (ask.tokens / plan.tokensPerStep) * plan.modelFlopsPerStep,
  };
}

/** Tokens read in the first steps, through the stages of the ramp. */
function tokensRead(stages: readonly PlannedStage[], sequenceLength: number, count: number): number {
  let left = count;
  let read = 0;
  for (const stage of stages) {
    const steps = Math.min(left, stage.steps);
    read += steps * stage.globalBatchSize * sequenceLength;
    left -= steps;
  }
  return read;
}
