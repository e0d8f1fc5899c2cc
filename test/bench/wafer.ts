/**
 * The wafer: placements beside their bounds and yardsticks, repairs of defects. Each placement is checked by the
 * independent checker, each hundredth repair by the independent verifier. Prints one JSON object for each figure.
 *
 * INGOT_WAFER_INPUTS: folder of the contest's .kgraph files; by default ../shared/wafer-placement beside the repository.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import {
  areaBound,
  checkPlacement,
  type DefectDraw,
  drawDefects,
  isMesh,
  longestRoute,
  meanDefects,
  parseKernelGraph,
  placeKernels,
  repairAgain,
  repairWafer,
  verifyMesh,
  waferGrid,
  withDeadCore,
} from "../../packages/compute/src/index.ts";

interface Beside {
  readonly name: string;
  readonly value: number;
}

function print(figure: string, value: number, unit: string, beside: readonly Beside[]): void {
  const round = (number: number) => Number(number.toPrecision(6));
  const rounded = beside.map((each) => ({ ...each, value: round(each.value) }));
  process.stdout.write(`${JSON.stringify({ bench: "wafer", figure, value: round(value), unit, beside: rounded })}\n`);
}

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
const tableSums: readonly (readonly [string, number])[] = [
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
];

const inputs =
  process.env["INGOT_WAFER_INPUTS"] ?? path.resolve(import.meta.dirname, "../../../shared/wafer-placement");

function placements(): void {
  for (const [name, table] of tableSums) {
    const text = readFileSync(path.join(inputs, `${name}.kgraph`), "utf8");
    const graph = parseKernelGraph(text);
    const illegal = (problems: readonly string[]) => {
      if (problems.length > 0) throw new Error(`${name}: ${problems.join("; ")}`);
    };
    const { result, seconds, processor } = timed(() => placeKernels(graph, { seed: 1 }));
    illegal(checkPlacement(text, JSON.stringify(result)).problems);
    print(`${name} timePlusWire`, result.maxTime + graph.weights.wire * result.wireLength, "score", [
      { name: "the table's", value: table },
      { name: "adapters", value: result.adapters },
      { name: "score", value: result.score },
      { name: "seconds", value: seconds },
      { name: "processor seconds", value: processor },
    ]);
    const alone = { ...graph, weights: { time: 1, wire: 0, adapter: 0 } };
    const quick = timed(() => placeKernels(alone, { seed: 1 }));
    const bare = JSON.stringify({ kernels: quick.result.kernels });
    illegal(checkPlacement(text, bare).problems);
    print(`${name} maxTime`, quick.result.maxTime, "time", [
      { name: "area bound", value: areaBound(graph) },
      { name: "maxTime by the file's own weights", value: result.maxTime },
      { name: "seconds", value: quick.seconds },
      { name: "processor seconds", value: quick.processor },
    ]);
  }
}

function repairs(name: string, wafers: number, draw: Omit<DefectDraw, "seed">, goal: number): void {
  const milliseconds: number[] = [];
  let [mapped, verified, least, longest, relayed] = [0, 0, 1, 0, 0];
  for (let wafer = 0; wafer < wafers; wafer += 1) {
    const map = drawDefects({ ...draw, seed: `bench ${name} ${wafer}` }, waferGrid);
    const { result, seconds } = timed(() => repairWafer(map));
    milliseconds.push(1000 * seconds);
    if (!isMesh(result)) {
      least = 0;
      continue;
    }
    mapped += 1;
    least = Math.min(least, result.coreShare);
    longest = Math.max(longest, result.longestRoute);
    relayed += result.relayedPairs;
    if (wafer % 100 !== 0) continue;
    const problems = verifyMesh(map, result, longestRoute);
    if (problems.length > 0) throw new Error(`${name}, wafer ${wafer}: ${problems.join("; ")}`);
    verified += 1;
  }
  milliseconds.sort((left, right) => left - right);
  print(`repairMs, ${name}`, milliseconds[wafers >> 1] ?? 0, "ms (median)", [
    { name: "p99", value: milliseconds[Math.floor(0.99 * wafers)] ?? 0 },
    { name: "wafers", value: wafers },
    { name: "mapped", value: mapped },
    { name: "verified by the second program", value: verified },
    { name: "least share of cores in the mesh", value: least },
    { name: "goal of that share", value: goal },
    { name: "longest route, links", value: longest },
    { name: "pairs of neighbors that need more than one link, mean", value: relayed / wafers },
  ]);
}

/** New cores die until the mesh must shrink: how many the spare takes. */
function wear(): void {
  const lasted: number[] = [];
  for (let wafer = 0; wafer < 5; wafer += 1) {
    let map = drawDefects({ mean: meanDefects, seed: `wear ${wafer}` }, waferGrid);
    let mesh = repairWafer(map);
    const hits = drawDefects({ mean: 300, seed: `hits ${wafer}` }, waferGrid);
    let deaths = 0;
    for (let core = hits.dead.indexOf(1); core >= 0 && isMesh(mesh); core = hits.dead.indexOf(1, core + 1)) {
      // Cores die in a scattered order, not row by row.
      const at = (core * 7919) % hits.dead.length;
      map = withDeadCore(map, Math.floor(at / map.columns), at % map.columns);
      const change = repairAgain(map, mesh);
      if (change.kind !== "kept") break;
      mesh = change.mesh;
      deaths += 1;
    }
    lasted.push(deaths);
  }
  lasted.sort((left, right) => left - right);
  print("dead cores taken without a new compile", lasted[2] ?? 0, "cores (median of 5 wafers)", [
    { name: "least", value: lasted[0] ?? 0 },
    { name: "cores that died in all, about", value: 300 },
    { name: "rows kept back", value: 1 },
  ]);
}

if (existsSync(inputs)) placements();
else process.stderr.write(`no placement inputs at ${inputs}: set INGOT_WAFER_INPUTS\n`);
repairs("46 defects", 10_000, { mean: meanDefects }, 0.99);
repairs("1 % dead", 1000, { mean: 9000 }, 0.93);
repairs("46 defects in clusters", 1000, { mean: meanDefects, clusters: { size: 5, spread: 3 } }, 0.99);
repairs("1 % dead in clusters", 200, { mean: 9000, clusters: { size: 5, spread: 3 } }, 0.93);
wear();
