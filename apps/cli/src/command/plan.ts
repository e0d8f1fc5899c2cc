import {
  explainPlan,
  explainWaferPlan,
  type Infeasible,
  type LaunchTool,
  parameterCount,
  type Plan,
  sparseLoss,
  type WaferExplanation,
} from "@ingot/compute";
import type { Command } from "commander";
import { adviceLines, adviceOf } from "../plan/advice-lines.ts";
import { comparisonLines, firstSystem, refusesAll, sidesOf } from "../plan/compare.ts";
import { curveLines, curveOf } from "../plan/curve-lines.ts";
import { explanationLines } from "../plan/explain-lines.ts";
import { launchFor, writeLaunch } from "../plan/export.ts";
import { frontLines, frontOf } from "../plan/front-lines.ts";
import {
  addAsk,
  addExport,
  addHardware,
  addLayout,
  addRun,
  addViews,
  addWaferChoices,
  type PlanOptions,
} from "../plan/options.ts";
import { isGpu, outcomeOf } from "../plan/outcome.ts";
import { paperOf, wrap, type Paper } from "../plan/paper.ts";
import { planFacts, planLines, refusalLines } from "../plan/plan-lines.ts";
import { requestOf, type Request } from "../plan/request.ts";
import { runLines, runOf } from "../plan/run-lines.ts";
import { checkViews } from "../plan/views.ts";
import { waferExplanationLines, waferLines } from "../plan/wafer-lines.ts";
import { waferOffers } from "../plan/wafer-offers.ts";
import { waferFlags, waferSettingOf } from "../plan/wafer-options.ts";
import { Refusal } from "../refusal.ts";
import { print, type Terminal } from "../terminal.ts";

const examples = `
Examples:
  ingot plan --model gpt3-175b --hardware dgx-h100 --devices 1024 --explain
  ingot plan --config config.json --hardware aws-p5 --tokens 2T
  ingot plan --model llama3-70b --cluster cluster.json --tokens 1T --explain
  ingot plan --model llama3-8b --hardware cs-2 --systems 4 --explain
  ingot plan --model llama3-8b --hardware cs-3 --sparsity 75 --defects 7 --explain
  ingot plan --model llama3-70b --hardware dgx-h100 --devices 256 --tensor 8 --pipeline 4
  ingot plan --model gpt3-175b --hardware dgx-h100 --devices 512 --compare t8p4,t4p8
  ingot plan --model llama3-8b --compare dgx-h100:64,dgx-b200:32,cs-3:4
  ingot plan --model llama3-70b --hardware dgx-h100 --curve
  ingot plan --model llama3-70b --hardware dgx-h100 --devices 512 --run --match chinchilla
  ingot plan --model llama3-8b --hardware dgx-h100 --devices 64 --advise --budget-hours 100000 --served-tokens 10T
  ingot plan --model llama3-8b --hardware dgx-h100 --devices 64 --export torchtitan --out launch`;

/** Adds `plan`: offline, no account, no running stack. */
export function addPlan(program: Command, terminal: Terminal): void {
  const command = program
    .command("plan")
    .description(
      "plan a run offline: the best layout, why it takes its time, how it scales, and files that start it on your own cluster",
    );
  addViews(command);
  addAsk(command);
  addHardware(command);
  addWaferChoices(command);
  addLayout(command);
  addRun(command);
  addExport(command);
  command.addHelpText("after", examples).action((options: PlanOptions) => run(terminal, options));
}

function run(terminal: Terminal, options: PlanOptions): void {
  checkViews(options);
  const { compare: sides } = options;
  const unnamed = options.hardware === undefined && options.cluster === undefined;
  const hardware = unnamed && sides !== undefined ? firstSystem(sides) : undefined;
  const request = requestOf(hardware === undefined ? options : { ...options, hardware });
  for (const remark of request.remarks) terminal.remarks.write(`${remark}\n`);
  if (sides !== undefined) return compare(terminal, options, sides, request);
  return answer({ terminal, options, request, paper: paperOf(terminal) });
}

interface Question {
  readonly terminal: Terminal;
  readonly options: PlanOptions;
  readonly request: Request;
  readonly paper: Paper;
}

function answer(question: Question): void {
  const { terminal, options, request, paper } = question;
  const { ask, choice, held } = request;
  const outcome = outcomeOf(ask, choice, held, options.export);
  if (options.curve === true) {
    const curve = curveOf(ask, choice, held, options.weak === true);
    remarkZeros(terminal, request);
    return print(terminal, options, curve, () => curveLines(curve, held, paper));
  }
  if (options.front === true) {
    const front = frontOf(ask, choice, held);
    return print(terminal, options, front, () => frontLines(front, ask, held, paper));
  }
  if (outcome.kind === "infeasible") return refuse(question, outcome);
  if (options.advise === true) {
    const advice = adviceOf(ask, choice, options);
    return print(terminal, options, advice, () => adviceLines(advice, options, paper));
  }
  if (options.run === true) return tellRun(question);
  if (options.export !== undefined) return exportPlan(question, options.export, outcome);
  if (options.explain === true) return explain(question, outcome);
  if (isGpu(choice)) return print(terminal, options, outcome, () => planLines(outcome, paper));
  const told = waferTold(request, outcome);
  const offers = waferOffers(ask, told, terminal.now());
  print(terminal, options, { ...outcome, offers }, () => waferLines(told, offers, paper));
}

function tellRun(question: Question): void {
  const { terminal, options, request, paper } = question;
  const { ask, choice, held, match } = request;
  const outcome = runOf(ask, choice, held, options);
  if (outcome.kind === "infeasible") return refuse(question, outcome);
  remarkZeros(terminal, request);
  const told = match === undefined ? outcome : { ...outcome, match };
  print(terminal, options, told, () => runLines(outcome, ask, match, paper));
}

function waferTold({ ask, choice, held }: Request, plan: Plan): WaferExplanation {
  const { options, map } = waferSettingOf(held.wafer, choice);
  return explainWaferPlan(ask, plan, { options, ...(map === undefined ? {} : { defects: map }) });
}

function explain({ terminal, options, request, paper }: Question, plan: Plan): void {
  if (!isGpu(request.choice)) {
    const told = waferTold(request, plan);
    const offers = waferOffers(request.ask, told, terminal.now());
    return print(terminal, options, { ...told, offers }, () => waferExplanationLines(told, offers, paper));
  }
  const explanation = explainPlan(request.ask, request.choice, plan, request.held.pinned);
  if (explanation.kind !== "explanation") throw new Refusal(explanation.text);
  print(terminal, options, explanation, () => explanationLines(explanation, paper));
}

function refuse({ terminal, options, request, paper }: Question, outcome: Infeasible): never {
  const { pinned, whole, wafer } = request.held;
  const open =
    !whole && Object.keys(pinned).length === 0 && waferFlags(wafer).length === 0 && options.export === undefined;
  const changes = open ? changesOf(request) : [];
  print(terminal, options, { ...outcome, changes }, () => refusalLines(outcome, changes, paper));
  throw new Refusal(outcome.reason.text);
}

/** Changes that were planned and fit. */
function changesOf({ ask, choice }: Request) {
  try {
    const told = explainPlan(ask, choice);
    return told.kind === "refusal" ? told.changes : [];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** A sparse model is not the model that was asked for: where the answer does not say so, a remark does. */
function remarkZeros(terminal: Terminal, { ask, held }: Request): void {
  const { sparsity = 0 } = held.wafer;
  if (sparsity > 0) terminal.remarks.write(`${sparseLoss(parameterCount(ask.model).total, sparsity / 100).text}\n`);
}

function compare(terminal: Terminal, options: PlanOptions, list: string, request: Request): void {
  const sides = sidesOf(list, request);
  remarkZeros(terminal, request);
  print(terminal, options, sides, () => comparisonLines(sides, paperOf(terminal)));
  if (refusesAll(sides)) throw new Refusal(`none of ${list} has a plan`);
}

function exportPlan({ terminal, options, request, paper }: Question, tool: LaunchTool, outcome: Plan): void {
  const { scheduler = "slurm", name, out } = options;
  const { ask, choice, held } = request;
  const launch = launchFor(outcome, ask, { tool, scheduler, ...(name === undefined ? {} : { name }) });
  const told = options.explain === true ? explainPlan(ask, choice, outcome, held.pinned) : undefined;
  const explanation = told?.kind === "explanation" ? told : undefined;
  if (out !== undefined) writeLaunch(launch, out, options.force === true);
  const value = { ...launch, plan: outcome, ...(explanation ? { explanation } : {}) };
  print(terminal, options, value, () => [
    ...(explanation ? explanationLines(explanation, paper) : planFacts(outcome, paper)),
    "",
    ...(out === undefined
      ? launch.files.flatMap(({ path, content }) => [paper.paint("bold", `--- ${path}`), content])
      : launch.files.map(({ path }) => `wrote ${out}/${path}`)),
    "",
    ...launch.notes.flatMap((note) => wrap(`- ${note}`, paper.width, "")),
  ]);
}
