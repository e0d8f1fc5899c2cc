import {
  type Ask,
  findModel,
  findSystem,
  hardwareCatalog,
  type Infeasible,
  modelCatalog,
  type Plan,
  plan,
  publishedRecipe,
  sensibleDevices,
} from "@ingot/compute";
import { tokens } from "@ingot/units";
import type { Command } from "commander";
import { wholeNumber } from "../parse-number.ts";
import { planLines } from "../plan-text.ts";
import { Refusal } from "../refusal.ts";
import { print, type Terminal } from "../terminal.ts";
import { count } from "../text.ts";

interface Options {
  readonly model: string;
  readonly hardware: string;
  readonly devices?: number;
  readonly tokens: number;
  readonly batch?: number;
  readonly sequence?: number;
  readonly json?: boolean;
}

export function addPlan(program: Command, terminal: Terminal): void {
  program
    .command("plan")
    .description("plan a run offline: no account, no network")
    .requiredOption("--model <id>", "a model of the catalog, e.g. gpt2-xl")
    .requiredOption("--hardware <id>", "a system of the catalog, e.g. dgx-h100 or cs-2")
    .requiredOption("--tokens <n>", "tokens to train on, e.g. 120e9 or 120B", wholeNumber)
    .option("--devices <n>", "how many GPUs or wafers; a sensible number when left out", wholeNumber)
    .option("--batch <n>", "sequences in one step; the published batch when left out", wholeNumber)
    .option("--sequence <n>", "tokens in one sequence; the published length when left out", wholeNumber)
    .option("--json", "print JSON")
    .action((options: Options) => {
      const { ask, choice } = read(options);
      const outcome = plan(ask, choice);
      print(terminal, options, outcome, () =>
        outcome.kind === "plan" ? planLines(outcome) : infeasibleLines(outcome),
      );
      if (outcome.kind === "infeasible") throw new Refusal(outcome.reason.text);
    });
}

const infeasibleLines = ({ needed, available, unit, suggestion }: Infeasible): string[] => [
  `Needed ${count(needed)} ${unit}, available ${count(available)} ${unit}.`,
  suggestion,
];

function read(options: Options): { ask: Ask; choice: Plan["hardware"] | { system: string; devices: number } } {
  const model = findModel(options.model);
  if (!model) throw new Refusal(`--model is one of ${ids(modelCatalog)}, received "${options.model}"`);
  const system = findSystem(options.hardware);
  if (!system) throw new Refusal(`--hardware is one of ${ids(hardwareCatalog)}, received "${options.hardware}"`);
  const recipe = publishedRecipe(model);
  const ask: Ask = {
    model,
    tokens: tokens(options.tokens),
    sequenceLength: options.sequence ?? recipe.sequenceLength.value,
    globalBatchSize: options.batch ?? recipe.globalBatchSize.value,
    dtype: "bf16",
  };
  return { ask, choice: { system: system.id, devices: options.devices ?? sensibleDevices(ask, system) } };
}

const ids = (entries: readonly { readonly id: string }[]): string => entries.map((entry) => entry.id).join(", ");
