import {
  type Ask,
  explainPlan,
  type Infeasible,
  launchSchedulers,
  type LaunchScheduler,
  launchTools,
  type LaunchTool,
  type Plan,
} from "@ingot/compute";
import { type Command, Option } from "commander";
import { wholeNumber } from "../parse-number.ts";
import { comparisonLines, firstSystem, sidesOf } from "../plan/compare.ts";
import { explanationLines } from "../plan/explain-lines.ts";
import { launchFor, writeLaunch } from "../plan/export.ts";
import { outcomeOf } from "../plan/outcome.ts";
import { paperOf, wrap } from "../plan/paper.ts";
import { planFacts, planLines, refusalLines, waferLines } from "../plan/plan-lines.ts";
import { requestOf, type Request, type RequestOptions } from "../plan/request.ts";
import { Refusal } from "../refusal.ts";
import { print, type Terminal } from "../terminal.ts";

interface Options extends RequestOptions {
  readonly json?: boolean;
  readonly explain?: boolean;
  readonly compare?: string;
  readonly export?: LaunchTool;
  readonly scheduler: LaunchScheduler;
  readonly out?: string;
  readonly name?: string;
  readonly force?: boolean;
}

const examples = `
Examples:
  ingot plan --model gpt3-175b --hardware dgx-h100 --devices 1024 --explain
  ingot plan --config config.json --hardware aws-p5 --tokens 2T
  ingot plan --model llama3-70b --cluster cluster.json --tokens 1T --explain
  ingot plan --model llama3-8b --hardware cs-3 --systems 4
  ingot plan --model llama3-70b --hardware dgx-h100 --devices 256 --tensor 8 --pipeline 4
  ingot plan --model gpt3-175b --hardware dgx-h100 --devices 512 --compare t8p4,t4p8
  ingot plan --model llama3-8b --compare dgx-h100:64,dgx-b200:32,cs-3:4
  ingot plan --model llama3-8b --hardware dgx-h100 --devices 64 --export torchtitan --out launch`;

/** Adds `plan`: offline, no account, no running stack. */
export function addPlan(program: Command, terminal: Terminal): void {
  const command = program
    .command("plan")
    .description(
      "plan a run offline: the best layout, why it takes its time, and files that start it on your own cluster",
    )
    .option("--json", "print JSON")
    .option("--explain", "say what bounds the step, what to do next, and why each neighbour layout loses")
    .option(
      "--compare <a,b>",
      "side by side: systems (dgx-h100:64,cs-3:4; own:64 of your --cluster) or layouts (t8p4,t4p8)",
    );
  addAsk(command);
  addHardware(command);
  addLayout(command);
  addExport(command);
  command.addHelpText("after", examples).action((options: Options) => run(terminal, options));
}

function addAsk(command: Command): void {
  command
    .optionsGroup("What is trained:")
    .option("--model <id>", "a model of the catalog, e.g. gpt2-xl")
    .option("--config <file>", "a Hugging Face config.json, in place of --model")
    .option("--tokens <n>", "tokens to train on, e.g. 120e9 or 120B; 20 a parameter when left out", wholeNumber)
    .option("--batch <n>", "sequences in one step; the published batch when left out", wholeNumber)
    .option("--sequence <n>", "tokens in one sequence; the published length when left out", wholeNumber)
    .addOption(
      new Option("--dtype <format>", "numbers of the matrix work")
        .choices(["fp32", "tf32", "bf16", "fp16", "fp8", "fp4"])
        .default("bf16"),
    );
}

function addHardware(command: Command): void {
  command
    .optionsGroup("On what:")
    .option("--hardware <id>", "a system of the catalog, e.g. dgx-h100 or cs-2")
    .option(
      "--cluster <file>",
      "a cluster of your own as JSON (docs/your-model-your-cluster.md), in place of --hardware",
    )
    .option("--devices <n>", "how many GPUs; a sensible number, or all of your cluster, when left out", wholeNumber)
    .option("--systems <n>", "how many wafers", wholeNumber);
}

function addLayout(command: Command): void {
  command
    .optionsGroup("Fix a part of the layout by hand (the rest is searched):")
    .option("--tensor <n>", "GPUs that share a layer", wholeNumber)
    .option("--pipeline <n>", "stages", wholeNumber)
    .option("--data <n>", "copies of the model, or shares of it under ZeRO", wholeNumber)
    .option("--context <n>", "GPUs that share a sequence", wholeNumber)
    .option("--expert <n>", "GPUs that share a set of experts", wholeNumber)
    .option("--micro-batch <n>", "sequences in one pass", wholeNumber)
    .option("--chunks <n>", "chunks of layers in a stage (interleaving)", wholeNumber)
    .addOption(new Option("--schedule <name>", "order of passes").choices(["1f1b", "interleaved", "zb-h1", "zb-v"]))
    .addOption(
      new Option("--recompute <what>", "work done twice to save memory").choices(["none", "selective", "full"]),
    )
    .addOption(new Option("--zero <stage>", "what is sharded over data ranks").choices(["0", "1", "2", "3"]));
}

function addExport(command: Command): void {
  command
    .optionsGroup("Take it home:")
    .addOption(
      new Option("--export <tool>", "plan what this program can carry out, and write its files").choices(launchTools),
    )
    .addOption(new Option("--scheduler <name>", "what starts it").choices(launchSchedulers).default("slurm"))
    .option("--out <folder>", "where the files go; they are printed when left out")
    .option("--name <name>", "name of the job; the model's id when left out")
    .option("--force", "replace files that exist");
}

function run(terminal: Terminal, options: Options): void {
  const { compare: sides, export: tool } = options;
  const unnamed = options.hardware === undefined && options.cluster === undefined;
  const hardware = unnamed && sides !== undefined ? firstSystem(sides) : undefined;
  const request = requestOf(hardware === undefined ? options : { ...options, hardware });
  for (const remark of request.remarks) terminal.remarks.write(`${remark}\n`);
  if (sides !== undefined) return compare(terminal, options, sides, request);
  const outcome = outcomeOf(request.ask, request.choice, request.pinned, tool);
  if (outcome.kind === "infeasible") return refuse(terminal, options, request, outcome);
  if (tool !== undefined) return exportPlan(terminal, options, tool, request.ask, outcome);
  if (options.explain === true && outcome.layout.kind === "gpu") return explain(terminal, options, request, outcome);
  const lines = options.explain === true ? waferLines : planLines;
  print(terminal, options, outcome, () => lines(outcome, paperOf(terminal)));
}

function explain(terminal: Terminal, options: Options, { ask, choice }: Request, plan: Plan): void {
  const explanation = explainPlan(ask, choice, plan);
  if (explanation.kind !== "explanation") throw new Refusal(explanation.text);
  print(terminal, options, explanation, () => explanationLines(explanation, paperOf(terminal)));
}

function refuse(terminal: Terminal, options: Options, request: Request, outcome: Infeasible): never {
  const open = Object.keys(request.pinned).length === 0 && options.export === undefined;
  const changes = open ? changesOf(request) : [];
  print(terminal, options, outcome, () => refusalLines(outcome, changes, paperOf(terminal)));
  throw new Refusal(outcome.reason.text);
}

/** Changes that fit, for GPUs: a wafer's refusal carries its suggestion alone. */
function changesOf({ ask, choice }: Request) {
  try {
    const told = explainPlan(ask, choice);
    return told.kind === "refusal" ? told.changes : [];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function compare(terminal: Terminal, options: Options, list: string, request: Request): void {
  const sides = sidesOf(list, request);
  print(terminal, options, sides, () => comparisonLines(sides, paperOf(terminal)));
}

function exportPlan(terminal: Terminal, options: Options, tool: LaunchTool, ask: Ask, outcome: Plan): void {
  const { scheduler, name, out } = options;
  const launch = launchFor(outcome, ask, { tool, scheduler, ...(name === undefined ? {} : { name }) });
  const paper = paperOf(terminal);
  if (out !== undefined) writeLaunch(launch, out, options.force === true);
  print(terminal, options, { ...launch, plan: outcome }, () => [
    ...planFacts(outcome, paper),
    "",
    ...(out === undefined
      ? launch.files.flatMap(({ path, content }) => [paper.paint("bold", `--- ${path}`), content])
      : launch.files.map(({ path }) => `wrote ${out}/${path}`)),
    "",
    ...launch.notes.flatMap((note) => wrap(`- ${note}`, paper.width, "")),
  ]);
}
