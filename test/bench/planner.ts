/** Error of the planners on measured runs, and speed of their search. Prints one JSON object for each figure. */
import { performance } from "node:perf_hooks";
import { findModel } from "../../packages/compute/src/model/catalog.ts";
import { publishedRecipe } from "../../packages/compute/src/model/recipe.ts";
import { plan } from "../../packages/compute/src/plan/dispatch.ts";
import { gpuSystemOf, workOf } from "../../packages/compute/src/plan/gpu/evaluate.ts";
import { searchLayouts } from "../../packages/compute/src/plan/gpu/search.ts";
import type { Ask } from "../../packages/compute/src/plan/plan.ts";
import { tokens } from "../../packages/units/src/brand.ts";
import "./planner-accuracy.ts";

interface Beside {
  readonly name: string;
  readonly value: number;
}

const round = (value: number): number => Number(value.toPrecision(4));

function print(figure: string, value: number, unit: string, beside: readonly Beside[]): void {
  const rounded = beside.map((each) => ({ ...each, value: round(each.value) }));
  process.stdout.write(`${JSON.stringify({ bench: "planner", figure, value: round(value), unit, beside: rounded })}\n`);
}

function askOf(id: string): Ask {
  const model = findModel(id);
  if (!model) throw new RangeError(`the catalog has no model "${id}"`);
  const recipe = publishedRecipe(model);
  return {
    model,
    tokens: tokens(300e9),
    sequenceLength: recipe.sequenceLength.value,
    globalBatchSize: recipe.globalBatchSize.value,
    dtype: "bf16",
  };
}

const asks: readonly (readonly [model: string, system: string, devices: number])[] = [
  ["gpt2", "dgx-a100-80", 8],
  ["gpt-j-6b", "dgx-h100", 64],
  ["gpt-neox-20b", "dgx-a100-80", 96],
  ["llama3-8b", "dgx-h200", 1024],
  ["llama3-70b", "dgx-b200", 2048],
  ["gpt3-175b", "dgx-h100", 16_384],
];

function searchSpeed(): void {
  const times: number[] = [];
  const refusals: number[] = [];
  let considered = 0;
  let seconds = 0;
  for (let round = 0; round < 20; round++) {
    for (const [model, system, devices] of asks) {
      const ask = askOf(model);
      const choice = { system, devices };
      const before = performance.now();
      plan(ask, choice);
      times.push(performance.now() - before);
      const start = performance.now();
      considered += searchLayouts(workOf(ask, choice, gpuSystemOf(choice))).considered;
      seconds += (performance.now() - start) / 1000;
      const refused = performance.now();
      plan(askOf("gpt3-175b"), { system: "dgx-a100-80", devices: round + 1 });
      refusals.push(performance.now() - refused);
    }
  }
  const sorted = times.toSorted((left, right) => left - right);
  print("defaultSearchMsMedian", sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, "ms", [
    { name: "floor: the ask through JSON", value: jsonMilliseconds() },
  ]);
  print("defaultSearchMsMax", sorted.at(-1) ?? Number.NaN, "ms", [
    { name: "goal", value: 100 },
    { name: "a refusal with its smallest change, slowest", value: Math.max(...refusals) },
  ]);
  print("strategiesPerSecond", considered / seconds, "1/s", [
    { name: "Calculon, handbook, per CPU second", value: 221 },
  ]);
}

function jsonMilliseconds(): number {
  const ask = askOf("llama3-8b");
  const before = performance.now();
  for (let round = 0; round < 1000; round++) JSON.parse(JSON.stringify(ask));
  return (performance.now() - before) / 1000;
}

searchSpeed();
