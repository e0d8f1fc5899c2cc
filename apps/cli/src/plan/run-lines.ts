import {
  type AccuracyMatch,
  type Ask,
  type HardwareChoice,
  type Infeasible,
  planRun,
  type RunPlan,
} from "@ingot/compute";
import { bytes, count, counted, duration, large, stepDuration, table } from "../text.ts";
import { energyAtTariff } from "./energy.ts";
import { lawNames } from "./law-names.ts";
import { layoutWords } from "./layout-words.ts";
import { narrowTable } from "./narrow-table.ts";
import type { PlanOptions } from "./options.ts";
import { outcomeOf, planned, type Held } from "./outcome.ts";
import { factLines, heading, percent, wrap, type Paper } from "./paper.ts";
import { hardwareWords } from "./plan-lines.ts";

/** The whole run, planned as the request is held to. **Throws** Refusal as a plan does, and for a ramp that is none. */
export function runOf(ask: Ask, choice: HardwareChoice, held: Held, options: PlanOptions): RunPlan | Infeasible {
  const { uniqueTokens, ramp, warmupSteps, evaluateEvery, evaluateTokens, faults } = options;
  const evaluation = { everySteps: evaluateEvery, tokens: evaluateTokens };
  return planned(() =>
    planRun(ask, choice, {
      planner: (of, on) => outcomeOf(of, on, held),
      ...(uniqueTokens === undefined ? {} : { uniqueTokens }),
      ...(ramp === undefined ? {} : { ramp }),
      ...(warmupSteps === undefined ? {} : { warmupSteps }),
      ...(faults === undefined ? {} : { faultsPerNodeDay: faults }),
      evaluation,
    }),
  );
}

const stageRow = ({ globalBatchSize, tokens, steps, stepTime, seconds }: RunPlan["stages"][number]): string[] => [
  `  ${count(globalBatchSize)}`,
  large(tokens),
  count(steps),
  stepDuration(stepTime),
  duration(seconds),
];

/** Stages that are worth a line each; of a long ramp the first, the middle and the last. */
function stagesShown(stages: RunPlan["stages"]): RunPlan["stages"] {
  if (stages.length <= 8) return stages;
  const at = [0, 1, Math.floor(stages.length / 2), stages.length - 2, stages.length - 1];
  return at.flatMap((index) => stages[index] ?? []);
}

/** Of many batches that are not even the first few tell enough. */
const uncutShown = 6;

/** Batches that cannot be trained as they are: the reader is to take another start or increment. */
function uncutLines({ uncutSizes, plan: { layout } }: RunPlan, paper: Paper): string[] {
  if (uncutSizes.length === 0) return [];
  const more = uncutSizes.length - uncutShown;
  const shown = uncutSizes.slice(0, uncutShown).map(count).join(", ");
  const sizes = `batches of ${shown}${more > 0 ? ` and ${count(more)} more` : ""}`;
  const text =
    layout.kind === "gpu"
      ? `The run keeps its layout, and ${counted(layout.dataParallel, "replica")} with micro batches of ${count(layout.microbatchSize)} cannot share ${sizes} evenly: their steps last as those of the next batch that can be shared.`
      : `Nothing cuts ${sizes} evenly: their steps are taken to last as those of the sizes around them.`;
  return wrap(text, paper.width);
}

function rampLines(run: RunPlan, paper: Paper): string[] {
  const { stages } = run;
  if (stages.length === 1) return [];
  const shown = stagesShown(stages);
  return [
    ...heading(paper, "The batch ramp"),
    ...narrowTable(["  SEQUENCES>", "TOKENS>", "STEPS>", "STEP>", "TIME>"], shown.map(stageRow), paper, [1]),
    ...(shown.length < stages.length ? [`  and ${stages.length - shown.length} stages between`] : []),
    ...uncutLines(run, paper),
  ];
}

function factsOf(run: RunPlan, ask: Ask): [string, string][] {
  const { plan, duration: lasts, goodput, warmup, checkpoints, evaluations } = run;
  return [
    ["Hardware", hardwareWords(plan.hardware)],
    ["Layout", layoutWords(plan.layout)],
    ["Tokens", `${large(ask.tokens)} in ${counted(run.steps, "step")} of up to ${large(plan.tokensPerStep)}`],
    ["Duration", `P50 ${duration(lasts.p50)}, P90 ${duration(lasts.p90)}, P99 ${duration(lasts.p99)}`],
    ["Goodput", `${percent(goodput)} of the time at full speed, ${count(lasts.faultsMean)} faults expected`],
    ["Warm-up", `${counted(warmup.steps, "step")}, ${large(warmup.tokens)} tokens`],
    [
      "Checkpoints",
      `${count(checkpoints.count)} of ${bytes(checkpoints.bytes)}, one every ${counted(checkpoints.everySteps, "step")}`,
    ],
    [
      "Evaluations",
      `${count(evaluations.count)} of ${duration(evaluations.secondsEach)}, ${large(evaluations.tokens)} tokens every ${counted(evaluations.everySteps, "step")}${evaluations.assumed ? " (assumed)" : ""}`,
    ],
    ["Cost", `${large(run.deviceHours)} device-hours, ${energyAtTariff(run.energy, plan.hardware)}`],
  ];
}

function lossLines({ loss }: RunPlan, paper: Paper): string[] {
  const fits = ["hoffmann", "besiroglu", "muennighoff"] as const;
  const laws = fits.map((fit) => `${lawNames[fit]} ${loss.lossIfUnique[fit].toFixed(3)}`);
  return [
    ...heading(paper, "Loss to expect (a law of published runs, no term of sale)"),
    ...wrap(
      `${loss.loss.toFixed(3)} nats a token after ${loss.passes.toFixed(loss.passes < 10 ? 1 : 0)} passes, as ${large(loss.effectiveTokens)} new tokens would teach.`,
      paper.width,
    ),
    ...wrap(`Were every token new: ${laws.join(", ")}.`, paper.width),
    ...wrap(`${loss.advice.charAt(0).toUpperCase()}${loss.advice.slice(1)}.`, paper.width),
  ];
}

function matchLines(match: AccuracyMatch | undefined, paper: Paper): string[] {
  if (match === undefined) return [];
  const rows = match.fits.map(({ fit, loss, outcome }) => [
    `  ${lawNames[fit]}`,
    loss.toFixed(3),
    outcome.kind === "tokens" ? large(outcome.tokens) : `none: ends above ${outcome.least.toFixed(3)}`,
  ]);
  return [
    ...heading(paper, `To the accuracy of ${match.run.label}`),
    ...wrap(match.text, paper.width),
    ...table(["  FIT", "LOSS>", "TOKENS>"], rows),
    ...wrap(`${match.run.label}: ${match.run.source}.`, paper.width),
  ];
}

/** A whole run: how long, how certain, what it does besides training, to which loss. */
export function runLines(run: RunPlan, ask: Ask, match: AccuracyMatch | undefined, paper: Paper): string[] {
  const { costs, duration: lasts } = run;
  const spent = costs.map(({ label, seconds }) => [`  ${label}`, duration(seconds), percent(seconds / lasts.mean)]);
  return [
    ...factLines(factsOf(run, ask), paper),
    ...rampLines(run, paper),
    ...heading(paper, "What is not training at full speed, in the mean"),
    ...table(["  CAUSE", "TIME>", "SHARE>"], spent),
    ...lossLines(run, paper),
    ...matchLines(match, paper),
  ];
}
