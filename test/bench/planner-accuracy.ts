/** Error of the planners on measured runs. Prints one JSON object for each figure. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { reportRows } from "../../packages/compute/src/plan/validation/report.ts";
import { readValidationFile } from "../../packages/compute/src/plan/validation/row-file.ts";
import { chosen, fittedFamilyCount, memoryConstants } from "../fit/chosen.ts";
import { timeErrors } from "./accuracy/errors.ts";
import { printLine } from "./figure/line.ts";

const folder = fileURLToPath(new URL("../../../shared/validation/", import.meta.url));

const print = (figure: string, value: number, beside: readonly { name: string; value: number }[]): void =>
  printLine({ bench: "planner", figure, value, unit: "%", beside });

/** The headline is of rows that the fit had not seen; beside it the same rows by the fit on all of them. */
function unseenTime(): void {
  const { macro, summary, naiveMacro, sources, order, orders, rows } = timeErrors();
  print("timeMacroMeanPercent", macro.withoutGroup, [
    { name: "constant share of peak of the other groups", value: naiveMacro },
    { name: "fitted on all rows", value: macro.fitted },
    { name: "source left out", value: macro.withoutSource },
    { name: "source and its framework's constants left out", value: macro.withoutFramework },
    { name: "median", value: summary.withoutGroup.medianPercent },
    { name: "p90", value: summary.withoutGroup.p90Percent },
    { name: "bias", value: summary.withoutGroup.biasPercent },
    { name: "rows", value: rows.length },
  ]);
  printLine({
    bench: "planner",
    figure: "constantsPerFamily",
    value: (chosen.length + memoryConstants) / fittedFamilyCount,
    unit: "",
    beside: [
      { name: "of the time model, in all", value: chosen.length },
      { name: "of the memory model, in all", value: memoryConstants },
      { name: "goal", value: 12 },
    ],
  });
  print(
    "sourcesBetterThanConstantShare",
    (100 * sources.filter(({ percent, naive }) => percent.withoutSource < naive).length) / sources.length,
    [
      { name: "sources", value: sources.length },
      { name: "goal", value: 80 },
    ],
  );
  for (const { source, pairs, tau } of [{ source: "all sources", ...order }, ...orders]) {
    printLine({
      bench: "planner",
      figure: `layoutOrderTau: ${source}`,
      value: tau,
      unit: "",
      beside: [
        { name: "pairs", value: pairs },
        { name: "goal", value: 0.7 },
      ],
    });
  }
}

function gpuErrors(): void {
  const { time, constantUtilization, sources, memory, admission, unsupported } = reportRows(
    readValidationFile(readFileSync(`${folder}gpu-training-dev.csv`, "utf8")).rows,
  );
  if (!time || !constantUtilization || !memory) throw new Error("the file has rows of time and memory");
  print("timeMacroMeanFittedPercent", time.macroMeanPercent, [
    { name: "constant share of peak of the other groups", value: constantUtilization.macroMeanPercent },
    { name: "median", value: time.medianPercent },
    { name: "p90", value: time.p90Percent },
    { name: "bias", value: time.biasPercent },
    { name: "rows", value: time.rows },
    { name: "rows not expressed, of all metrics", value: unsupported.length },
  ]);
  for (const source of sources) {
    print(`time error: ${source.source}`, source.meanPercent, [
      { name: "constant share of peak", value: source.constantUtilization?.meanPercent ?? Number.NaN },
      { name: "bias", value: source.biasPercent },
      { name: "rows", value: source.rows },
    ]);
  }
  print("memoryMeanPercent", memory.meanPercent, [
    { name: "macro mean over sources", value: memory.macroMeanPercent },
    { name: "rows", value: memory.rows },
  ]);
  print("admittedPercent", (100 * admission.admitted) / admission.ran, [
    { name: "rows that ran", value: admission.ran },
    { name: "rows out of memory that are refused", value: admission.refused },
    { name: "rows out of memory", value: admission.outOfMemory },
  ]);
}

function waferErrors(): void {
  const { time, rows, unsupported } = reportRows(
    readValidationFile(readFileSync(`${folder}wafer-training-dev.csv`, "utf8")).rows,
  );
  if (!time) throw new Error("the file has rows of time");
  const measured = rows.filter((row) => row.metric !== "fits" && row.metric !== "days");
  print("waferTimeMeanPercent", time.meanPercent, [
    { name: "median", value: time.medianPercent },
    { name: "worst", value: Math.max(...measured.map((row) => Math.abs(row.errorPercent))) },
    { name: "rows", value: time.rows },
    { name: "rows not expressed", value: unsupported.length },
  ]);
}

if (existsSync(`${folder}gpu-training-dev.csv`)) {
  unseenTime();
  gpuErrors();
  waferErrors();
} else {
  process.stderr.write("validation rows are not at ../shared/validation: no error is measured\n");
}
