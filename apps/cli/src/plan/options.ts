import { type BatchRamp, launchSchedulers, type LaunchScheduler, launchTools, type LaunchTool } from "@ingot/compute";
import { type Command, Option } from "commander";
import { month, percentage, positiveNumber, rate, wholeNumber } from "../parse-number.ts";
import { rampOf } from "./ramp.ts";
import type { RequestOptions } from "./request.ts";
import type { WaferChoices } from "./wafer-options.ts";

/** Everything that can be said to `ingot plan`. */
export interface PlanOptions extends RequestOptions, WaferChoices {
  readonly json?: boolean;
  readonly explain?: boolean;
  readonly curve?: boolean;
  readonly weak?: boolean;
  readonly front?: boolean;
  readonly advise?: boolean;
  readonly run?: boolean;
  readonly compare?: string;
  readonly budgetHours?: number;
  readonly servedTokens?: number;
  readonly uniqueTokens?: number;
  readonly ramp?: BatchRamp;
  readonly warmupSteps?: number;
  readonly evaluateEvery?: number;
  readonly evaluateTokens?: number;
  readonly faults?: number;
  readonly export?: LaunchTool;
  readonly scheduler?: LaunchScheduler;
  readonly out?: string;
  readonly name?: string;
  readonly force?: boolean;
}

/** What is answered; one of them at a time. */
export function addViews(command: Command): void {
  command
    .option("--json", "print JSON")
    .option(
      "--explain",
      "say what bounds the step, what to do next, and why each neighbour loses; of wafers their life",
    )
    .option(
      "--compare <a,b>",
      "side by side: systems (dgx-h100:64,cs-3:4; own:64 of your --cluster) or layouts (t8p4,t4p8)",
    )
    .option("--curve", "speed on 1 to 16,384 devices, and where it bends")
    .option("--weak", "with --curve: the batch grows with the devices, from that of --devices")
    .option("--front", "the layouts between which only taste decides: time, device-hours, energy, memory left free")
    .option("--run", "the whole run: ramp, warm-up, checkpoints, evaluations, faults, P50 and P90, expected loss")
    .option("--advise", "a shape of model that is cheaper to train here, and the best size for the computation");
}

export function addAsk(command: Command): void {
  command
    .optionsGroup("What is trained:")
    .option("--model <id>", "a model of the catalog, e.g. gpt2-xl")
    .option("--config <file>", "a Hugging Face config.json, in place of --model")
    .option("--tokens <n>", "tokens to train on, e.g. 120e9 or 120B; 20 a parameter when left out", wholeNumber)
    .option(
      "--match <run>",
      "as many tokens as reach a published run's accuracy, e.g. chinchilla; in place of --tokens",
    )
    .option("--batch <n>", "sequences in one step; the published batch when left out", wholeNumber)
    .option("--sequence <n>", "tokens in one sequence; the published length when left out", wholeNumber)
    .addOption(
      new Option("--dtype <format>", "numbers of the matrix work")
        .choices(["fp32", "tf32", "bf16", "fp16", "fp8", "fp4"])
        .default("bf16"),
    );
}

export function addHardware(command: Command): void {
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

export function addWaferChoices(command: Command): void {
  command
    .optionsGroup("On wafers:")
    .option("--sparsity <percent>", "weights that are zero, 0 to 95; what it does to the loss is told", percentage)
    .option("--harvest <percent>", "how much of the work that zeros could save is saved; 90 is assumed", percentage)
    .option("--software-date <month>", "software of that month (2023-11) or year; today's when left out", month)
    .addOption(
      new Option("--execution <how>", "weights streamed through the wafer, or all layers on it side by side").choices([
        "streamed",
        "pipelined",
      ]),
    )
    .option("--defects <seed>", "a wafer with dead cores, drawn by this seed: planned on the mesh around them");
}

/** Something of a layout that is on or off. */
const onOff = (flag: string, what: string): Option => new Option(`--${flag} <on|off>`, what).choices(["on", "off"]);

export function addLayout(command: Command): void {
  command
    .optionsGroup("Fix a part of the layout by hand (the rest is searched):")
    .addOption(
      new Option("--search <space>", "what frameworks ship, or all that the model prices, in a second or two")
        .choices(["usual", "whole"])
        .default("usual"),
    )
    .option("--tensor <n>", "GPUs that share a layer", wholeNumber)
    .option("--pipeline <n>", "stages", wholeNumber)
    .option("--data <n>", "copies of the model, or shares of it under ZeRO", wholeNumber)
    .option("--context <n>", "GPUs that share a sequence", wholeNumber)
    .option("--expert <n>", "GPUs that share a set of experts", wholeNumber)
    .option("--expert-tensor <n>", "GPUs that share one expert", wholeNumber)
    .option("--micro-batch <n>", "sequences in one pass", wholeNumber)
    .option("--chunks <n>", "chunks of layers in a stage (interleaving)", wholeNumber)
    .addOption(new Option("--schedule <name>", "order of passes").choices(["1f1b", "interleaved", "zb-h1", "zb-v"]))
    .option("--first-stage <n>", "layers of the first stage; the others share the rest", wholeNumber)
    .option("--last-stage <n>", "layers of the last stage, which also holds the output layer", wholeNumber)
    .addOption(
      new Option("--recompute <what>", "work done twice to save memory").choices(["none", "selective", "full"]),
    )
    .option("--recompute-layers <n>", "layers of a stage that are computed twice in full", wholeNumber)
    .addOption(new Option("--zero <stage>", "what is sharded over data ranks").choices(["0", "1", "2", "3"]))
    .option("--shard-ranks <n>", "GPUs that share one copy of the weights under ZeRO 3 (HSDP)", wholeNumber)
    .option("--offload-layers <n>", "layers of a stage whose activations wait in the host's memory", wholeNumber)
    .option("--offload-optimizer <percent>", "share of the optimizer in the host's memory", percentage)
    .addOption(onOff("sequence-parallel", "norms and what is kept are cut over the tensor group"))
    .addOption(onOff("gather-again", "in sequence parallelism, inputs are gathered again instead of kept"))
    .addOption(onOff("scatter-messages", "each GPU of a tensor group sends its part between stages"))
    .addOption(
      new Option("--context-exchange <how>", "keys and values go around, or are gathered first").choices([
        "ring",
        "gather",
      ]),
    )
    .addOption(onOff("overlap-gradients", "gradients are summed behind the backward pass"))
    .addOption(onOff("overlap-parameters", "parameters are gathered behind the forward pass"))
    .addOption(onOff("overlap-experts", "experts exchange tokens behind another micro batch"))
    .option(
      "--placement <order>",
      "dimensions on the topology, innermost first, as tensor-context-expert-data-pipeline",
    );
}

export function addRun(command: Command): void {
  command
    .optionsGroup("For --run and --advise:")
    .option("--unique-tokens <n>", "different tokens of your data; the rest are further passes", wholeNumber)
    .option("--ramp <from:by:tokens>", "a batch that grows, as BLOOM's 192:16:20B", rampOf)
    .option(
      "--warmup-steps <n>",
      "steps in which the learning rate rises; the published ones, at most a hundredth of the run, when left out",
      wholeNumber,
    )
    .option("--evaluate-every <steps>", "steps between evaluations; 1,000 when left out", wholeNumber)
    .option("--evaluate-tokens <n>", "tokens of one evaluation; those of 8 steps when left out", wholeNumber)
    .option(
      "--faults <n>",
      "failures that stop the job, a node and day, 0 for none; the hardware's own when left out",
      rate,
    )
    .option("--budget-hours <n>", "device-hours to spend: the size of model that they train best", positiveNumber)
    .option("--served-tokens <n>", "tokens that the model will serve: smaller for longer", wholeNumber);
}

export function addExport(command: Command): void {
  command
    .optionsGroup("Take it home:")
    .addOption(
      new Option("--export <tool>", "plan what this program can carry out, and write its files").choices(launchTools),
    )
    .addOption(new Option("--scheduler <name>", "what starts it; slurm when left out").choices(launchSchedulers))
    .option("--out <folder>", "where the files go; they are printed when left out")
    .option("--name <name>", "name of the job; the model's id when left out")
    .option("--force", "replace files that exist");
}
