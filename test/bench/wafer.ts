/**
 * The wafer: quotes, predictions of measured runs, long sequences, repairs of defects, placements beside their bounds
 * and yardsticks, also of drawn networks of many kinds. Each placement is checked by the independent checker, each tenth
 * repair, and each with a long route, by the independent verifier. Prints one JSON object for each figure.
 *
 * INGOT_VALIDATION: folder of the measured rows; by default ../shared/validation beside the repository.
 * INGOT_WAFER_INPUTS: folder of the contest's .kgraph files; by default ../shared/wafer-placement beside the repository.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { tokens } from "../../packages/units/src/index.ts";
import {
  type Ask,
  areaBound,
  checkPlacement,
  longSequenceClaim,
  longSequenceComparison,
  modelCatalog,
  parseKernelGraph,
  placeKernels,
  planWafer,
  predictRow,
  readValidationFile,
  publishedRecipe,
  waferLeaveOneOut,
} from "../../packages/compute/src/index.ts";
import { type Line, printLine } from "./figure/line.ts";
import { waferRepairs } from "./figure/wafer-repairs.ts";
import { printFamilies } from "./placement/families.ts";

const print = (figure: string, value: number, unit: string, beside: Line["beside"]): void =>
  // Sums of a placement are told as their table has them.
  printLine({ bench: "wafer", figure, value, unit, beside }, 6);

interface Timed<Result> {
  readonly result: Result;
  readonly seconds: number;
  /** Of all threads; below `seconds` where other programs share the machine. */
  readonly processor: number;
}

function timed<Result>(work: () => Result): Timed<Result> {
  const before = performance.now();
  const processor = process.cpuUsage();
  const result = work();
  const used = process.cpuUsage(processor);
  return { result, seconds: (performance.now() - before) / 1000, processor: (used.user + used.system) / 1e6 };
}

/** Best T + wlength * L1 of the reference method of the inputs' README. */
const tableSums: ReadonlyMap<string, number> = new Map([
  ["A", 35_816],
  ["D", 37_728],
  ["E", 47_687],
  ["H", 67_876],
  ["I", 57_159],
  ["L", 12_024],
  ["N", 7050],
  ["O", 112_033],
  ["R", 49_102],
  ["T", 46_203],
]);

const inputs =
  process.env["INGOT_WAFER_INPUTS"] ?? path.resolve(import.meta.dirname, "../../../shared/wafer-placement");

function placements(): void {
  const files = readdirSync(inputs).filter((file) => file.endsWith(".kgraph"));
  for (const name of files.toSorted().map((file) => path.basename(file, ".kgraph"))) {
    const table = tableSums.get(name);
    const text = readFileSync(path.join(inputs, `${name}.kgraph`), "utf8");
    const graph = parseKernelGraph(text);
    const illegal = (problems: readonly string[]) => {
      if (problems.length > 0) throw new Error(`${name}: ${problems.join("; ")}`);
    };
    const { result, seconds, processor } = timed(() => placeKernels(graph, { seed: 1 }));
    illegal(checkPlacement(text, JSON.stringify(result)).problems);
    const alone = { ...graph, weights: { time: 1, wire: 0, adapter: 0 } };
    const quick = timed(() => placeKernels(alone, { seed: 1 }));
    illegal(checkPlacement(text, JSON.stringify({ kernels: quick.result.kernels })).problems);
    print(`${name} maxTime`, quick.result.maxTime, "time", [
      { name: "bound", value: areaBound(graph) },
      { name: "maxTime by the file's own weights", value: result.maxTime },
    ]);
    print(`${name} timePlusWire`, result.maxTime + graph.weights.wire * result.wireLength, "score", [
      ...(table === undefined ? [] : [{ name: "table", value: table }]),
      { name: "adapters", value: result.adapters },
      { name: "score", value: result.score },
    ]);
    print(`${name} seconds`, seconds, "s", [
      { name: "processor seconds", value: processor },
      { name: "seconds for time alone", value: quick.seconds },
      { name: "processor seconds for time alone", value: quick.processor },
      { name: "goal", value: 2 },
    ]);
  }
}

const counts = [1, 2, 4, 8, 16] as const;

/** Every quote of the catalog's models on 1 to 16 systems of two kinds, `rounds` times over. */
function quotes(rounds: number): number[] {
  const milliseconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const model of modelCatalog) {
      const { sequenceLength, globalBatchSize } = publishedRecipe(model);
      for (const system of ["cs-2", "cs-3"]) {
        for (const devices of counts) {
          const ask: Ask = {
            model,
            tokens: tokens(1e9 * (1 + round)),
            sequenceLength: sequenceLength.value,
            globalBatchSize: globalBatchSize.value,
            dtype: "bf16",
          };
          const { result, seconds } = timed(() => planWafer(ask, { system, devices }));
          if (result.kind === "infeasible")
            throw new Error(`${model.id} on ${devices} ${system}: ${result.reason.text}`);
          milliseconds.push(1000 * seconds);
        }
      }
    }
  }
  return milliseconds;
}

function speed(): void {
  const cold = quotes(1);
  const sorted = cold.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  print("quoteMs", at(0.5), "ms (median)", [
    { name: "p99", value: at(0.99) },
    { name: "first, cold", value: cold[0] ?? 0 },
    { name: "quotes", value: cold.length },
    { name: "goal", value: 5 },
  ]);
  const sweep = timed(() => quotes(10));
  print("sweep1000Seconds", (sweep.seconds * 1000) / sweep.result.length, "s", [
    { name: "quotes", value: sweep.result.length },
    { name: "goal", value: 1 },
  ]);
}

const rowsAt = path.join(
  process.env["INGOT_VALIDATION"] ?? path.resolve(import.meta.dirname, "../../../shared/validation"),
  "wafer-training-dev.csv",
);

/** Measured runs, fitted and left out in turn; the ratio of two generations on one model. */
function measured(): void {
  const file = readValidationFile(readFileSync(rowsAt, "utf8")).rows;
  const { rows, fitted, fittedMedianPercent, leftOutMedianPercent, leftOutInterval } = waferLeaveOneOut(file);
  print("wafer rows, median error left out", leftOutMedianPercent, "%", [
    { name: "measured rows", value: rows.length },
    { name: "interval from", value: leftOutInterval.from },
    { name: "interval to", value: leftOutInterval.to },
    { name: "confidence of the interval", value: leftOutInterval.confidence },
    { name: "median error fitted", value: fittedMedianPercent },
    { name: "worst left out", value: Math.max(...rows.map((row) => Math.abs(row.leftOutErrorPercent))) },
    { name: "matrix constant", value: fitted.matrix },
    { name: "reduce constant", value: fitted.reduce },
    { name: "goal", value: 12 },
  ]);
  for (const row of rows) {
    print(`${row.id} error left out`, row.leftOutErrorPercent, "%", [
      { name: "fitted", value: row.fittedErrorPercent },
    ]);
  }
  const rateOf = (id: string) => {
    const row = file.find((each) => each["id"] === id) ?? {};
    const outcome = predictRow(row);
    return {
      measured: Number(row["measured_value"]),
      predicted: "predicted" in outcome ? outcome.predicted : Number.NaN,
    };
  };
  const [two, three] = [rateOf("alcf-003"), rateOf("alcf-005")];
  print("CS-3 over CS-2, GPT-J", three.predicted / two.predicted, "ratio", [
    { name: "measured", value: three.measured / two.measured },
  ]);
}

/** Runs of public logs that are no rows of the file, told by rows that are: the other generation, the other execution. */
function beyondTheFile(): void {
  const file = readValidationFile(readFileSync(rowsAt, "utf8")).rows;
  const rowOf = (id: string) => file.find((each) => each["id"] === id) ?? {};
  const predicted = (row: Readonly<Record<string, string>>) => {
    const outcome = predictRow(row);
    return "predicted" in outcome ? outcome.predicted : Number.NaN;
  };
  const llama = rowOf("alcf-007");
  const onCs2 = { ...llama, hardware: "Cerebras CS-2", global_batch: "99", software_date: "2024-03" };
  print("CS-3 over CS-2, LLaMA 7B", 1024 / predicted(llama) / (99 / predicted(onCs2)), "ratio", [
    { name: "measured", value: 31.98 / 20.45 },
  ]);
  for (const [date, sequences] of [
    ["2023-03", 7023],
    ["2023-05", 6493],
  ] as const) {
    const row = { ...rowOf("alcf-012"), software_date: date, notes: "pipelined execution" };
    print(`BERT large, pipelined, ${date}`, predicted(row) / 128, "sequences/s", [
      { name: "measured", value: sequences },
    ]);
  }
}

function longSequences(): void {
  for (const { model, cells, ratios } of longSequenceComparison()) {
    for (const { hardware, software, fits, neededBytes, neededBytesKept, availableBytes, tokensPerSecond } of cells) {
      print(
        `${model.label} at 10,240 tokens: ${hardware}, ${software}`,
        tokensPerSecond ?? 0,
        "tokens/s of one device",
        [
          { name: "fits", value: fits ? 1 : 0 },
          { name: "GiB needed", value: neededBytes / 2 ** 30 },
          { name: "GiB needed without recompute", value: neededBytesKept / 2 ** 30 },
          { name: "GiB there are", value: availableBytes / 2 ** 30 },
        ],
      );
    }
    for (const { wafer, gpu, ratio } of ratios) {
      if (ratio === null) continue;
      print(`${model.label} at 10,240 tokens: one ${wafer} over one GPU of ${gpu}`, ratio, "ratio", [
        { name: "claimed for 2022, not tuned to", value: longSequenceClaim.ratio },
      ]);
    }
  }
}

speed();
if (existsSync(rowsAt)) {
  measured();
  beyondTheFile();
} else process.stderr.write(`no measured rows at ${rowsAt}: set INGOT_VALIDATION\n`);
longSequences();
printFamilies();
if (existsSync(inputs)) placements();
else process.stderr.write(`no placement inputs at ${inputs}: set INGOT_WAFER_INPUTS\n`);
waferRepairs();
