/** Error of the planners on measured runs, and speed of their search. Prints one JSON object for each figure. */
import { existsSync, readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { findModel } from "../../packages/compute/src/model/catalog.ts";
import { publishedRecipe } from "../../packages/compute/src/model/recipe.ts";
import { plan } from "../../packages/compute/src/plan/dispatch.ts";
import { gpuSystemOf, workOf } from "../../packages/compute/src/plan/gpu/evaluate.ts";
import { searchLayouts } from "../../packages/compute/src/plan/gpu/search.ts";
import type { Ask } from "../../packages/compute/src/plan/plan.ts";
import { constantUtilization } from "../../packages/compute/src/plan/validation/naive.ts";
import { predictRow } from "../../packages/compute/src/plan/validation/predict.ts";
import { parseRows, type ValidationRow } from "../../packages/compute/src/plan/validation/row.ts";
import { recalled, score, timeMetrics } from "../../packages/compute/src/plan/validation/score.ts";
import { tokens } from "../../packages/units/src/brand.ts";

interface Beside {
  readonly name: string;
  readonly value: number;
}

const round = (value: number): number => Number(value.toPrecision(4));

function print(figure: string, value: number, unit: string, beside: readonly Beside[]): void {
  const rounded = beside.map((each) => ({ ...each, value: round(each.value) }));
  process.stdout.write(`${JSON.stringify({ bench: "planner", figure, value: round(value), unit, beside: rounded })}\n`);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

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

const folder = fileURLToPath(new URL("../../../shared/validation/", import.meta.url));

function macro(rows: readonly { readonly source: string; readonly errorPercent: number }[]): Map<string, number> {
  const sources = Map.groupBy(rows, (row) => row.source);
  return new Map([...sources].map(([source, own]) => [source, mean(own.map((row) => Math.abs(row.errorPercent)))]));
}

function timeError(rows: readonly ValidationRow[]): void {
  const timed = rows.filter((row) => timeMetrics.has(row.measured_metric ?? "") && !recalled(row));
  const scores = score(timed, predictRow);
  const naive = macro(constantUtilization(timed));
  print("timeMacroMeanPercent", scores.macroMeanPercent, "%", [
    { name: "constant share of peak per source, hardware and precision", value: mean([...naive.values()]) },
    { name: "median", value: scores.medianPercent },
    { name: "p90", value: scores.p90Percent },
    { name: "bias", value: scores.biasPercent },
    { name: "rows", value: scores.rows.length },
    { name: "rows not expressed", value: scores.unsupported.length },
  ]);
  for (const source of scores.sources) {
    print(`time error: ${source.source}`, source.meanPercent, "%", [
      { name: "constant share of peak", value: naive.get(source.source) ?? Number.NaN },
      { name: "bias", value: source.biasPercent },
      { name: "rows", value: source.rows },
    ]);
  }
}

function memoryError(rows: readonly ValidationRow[]): void {
  const scores = score(
    rows.filter((row) => row.measured_metric === "mem_gb_per_gpu"),
    predictRow,
  );
  const errors = scores.rows.map((row) => Math.abs(row.errorPercent));
  print("memoryMeanPercent", mean(errors), "%", [
    { name: "macro mean over sources", value: scores.macroMeanPercent },
    { name: "rows", value: errors.length },
  ]);
  const ran = rows.filter((row) => timeMetrics.has(row.measured_metric ?? ""));
  const admitted = ran
    .map((row) => predictRow({ ...row, measured_metric: "fits" }))
    .filter((each) => "predicted" in each);
  const failed = rows.filter((row) => row.measured_metric === "fits" && row.measured_value === "0");
  const refused = failed.map(predictRow).filter((each) => "predicted" in each && each.predicted === 0);
  print("admittedPercent", (100 * admitted.filter((each) => each.predicted === 1).length) / admitted.length, "%", [
    { name: "rows that ran", value: admitted.length },
    { name: "rows out of memory that are refused", value: refused.length },
    { name: "rows out of memory", value: failed.length },
  ]);
}

function waferError(rows: readonly ValidationRow[]): void {
  const measured = rows.filter((row) => timeMetrics.has(row.measured_metric ?? "") && !recalled(row));
  const scores = score(measured, predictRow);
  const errors = scores.rows.map((row) => Math.abs(row.errorPercent));
  print("waferTimeMeanPercent", mean(errors), "%", [
    { name: "median", value: scores.medianPercent },
    { name: "worst", value: Math.max(...errors) },
    { name: "rows", value: errors.length },
    { name: "rows not expressed", value: scores.unsupported.length },
  ]);
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

if (existsSync(`${folder}gpu-training-dev.csv`)) {
  const gpu = parseRows(readFileSync(`${folder}gpu-training-dev.csv`, "utf8"));
  timeError(gpu);
  memoryError(gpu);
  waferError(parseRows(readFileSync(`${folder}wafer-training-dev.csv`, "utf8")));
} else {
  process.stderr.write("validation rows are not at ../shared/validation: only the search is measured\n");
}
searchSpeed();
