import { performance } from "node:perf_hooks";
import {
  type DefectDraw,
  drawDefects,
  isMesh,
  longestRoute,
  meanDefects,
  repairAgain,
  repairWafer,
  verifyMesh,
  waferGrid,
  withDeadCore,
} from "../../../packages/compute/src/index.ts";
import { printLine } from "./line.ts";

const onePercent = 9000;

/**
 * How dead cores fall on the wafers that are repaired, how many such wafers, and the share of cores their meshes should
 * have. Nothing is published on how close defects of a wafer lie: the clusters are assumed, from the loose (20 within
 * about 2 mm) to cores that mostly touch (4 within about 0.2 mm).
 */
const draws: readonly {
  readonly name: string;
  readonly wafers: number;
  readonly goal: number;
  readonly draw: Omit<DefectDraw, "seed">;
}[] = [
  { name: "46 defects", wafers: 10_000, goal: 0.99, draw: { mean: meanDefects } },
  { name: "1 % dead", wafers: 1000, goal: 0.93, draw: { mean: onePercent } },
  ...[
    { kind: "loose clusters", clusters: { size: 20, spread: 10 }, dense: 1000 },
    { kind: "clusters", clusters: { size: 5, spread: 3 }, dense: 1000 },
    { kind: "tight clusters", clusters: { size: 4, spread: 1 }, dense: 100 },
  ].flatMap(({ kind, clusters, dense }) => [
    { name: `46 defects in ${kind}`, wafers: 1000, goal: 0.99, draw: { mean: meanDefects, clusters } },
    { name: `1 % dead in ${kind}`, wafers: dense, goal: 0.93, draw: { mean: onePercent, clusters } },
  ]),
];

/** The share of wafers whose mesh a second program checks even where all neighbors are one link apart. */
const everyVerified = 10;

interface Tally {
  mapped: number;
  verified: number;
  leastShare: number;
  longest: number;
  pairs: number;
  lent: number;
  wafersWithPairs: number;
  wafersWithoutProof: number;
  pairsWithoutProof: number;
}

function tallyOne(
  tally: Tally,
  map: ReturnType<typeof drawDefects>,
  result: ReturnType<typeof repairWafer>,
  wafer: number,
) {
  if (!isMesh(result)) {
    tally.leastShare = 0;
    return;
  }
  tally.mapped += 1;
  tally.leastShare = Math.min(tally.leastShare, result.coreShare);
  tally.longest = Math.max(tally.longest, result.longestRoute);
  tally.pairs += result.relayedPairs;
  tally.lent += result.lentCores;
  if (result.relayedPairs > 0) {
    tally.wafersWithPairs += 1;
    const unproven = verifyMesh(map, result, { mostLinks: 1, mostLinksAtUnpassable: longestRoute }).length;
    tally.pairsWithoutProof += unproven;
    if (unproven > 0) tally.wafersWithoutProof += 1;
  }
  if (wafer % everyVerified !== 0) return;
  const problems = verifyMesh(map, result, { mostLinks: result.longestRoute });
  if (problems.length > 0) throw new Error(`wafer ${wafer}: ${problems.join("; ")}`);
  tally.verified += 1;
}

function repair({ name, wafers, goal, draw }: (typeof draws)[number]): void {
  const [milliseconds, processors]: [number[], number[]] = [[], []];
  const tally: Tally = {
    mapped: 0,
    verified: 0,
    leastShare: 1,
    longest: 0,
    pairs: 0,
    lent: 0,
    wafersWithPairs: 0,
    wafersWithoutProof: 0,
    pairsWithoutProof: 0,
  };
  for (let wafer = 0; wafer < wafers; wafer += 1) {
    const map = drawDefects({ ...draw, seed: `bench ${name} ${wafer}` }, waferGrid);
    const [start, processor] = [performance.now(), process.cpuUsage()];
    const result = repairWafer(map);
    const used = process.cpuUsage(processor);
    milliseconds.push(performance.now() - start);
    processors.push((used.user + used.system) / 1000);
    tallyOne(tally, map, result, wafer);
  }
  for (const each of [milliseconds, processors]) each.sort((left, right) => left - right);
  const p99 = Math.floor(0.99 * wafers);
  printLine({
    bench: "wafer",
    figure: name === "46 defects" ? "repairMs" : `repairMs, ${name}`,
    value: milliseconds[wafers >> 1] ?? 0,
    unit: "ms (median)",
    beside: [
      { name: "goal", value: 50 },
      { name: "p99", value: milliseconds[p99] ?? 0 },
      { name: "p99 of processor time", value: processors[p99] ?? 0 },
      { name: "wafers", value: wafers },
      { name: "mapped", value: tally.mapped },
      { name: "verified by the second program", value: tally.verified },
      { name: "least share of cores in the mesh", value: tally.leastShare },
      { name: "goal of that share", value: goal },
      { name: "cores lent to the column beside, mean", value: tally.lent / wafers },
    ],
  });
  printLine({
    bench: "wafer",
    figure: `neighbors more than one link apart, ${name}`,
    value: tally.pairs / wafers,
    unit: "pairs a wafer (mean)",
    beside: [
      { name: "wafers", value: wafers },
      { name: "wafers with such pairs", value: tally.wafersWithPairs },
      { name: "of them with a pair where it is not proven that none can be", value: tally.wafersWithoutProof },
      { name: "such pairs in all", value: tally.pairs },
      { name: "of them without that proof", value: tally.pairsWithoutProof },
      { name: "longest route, links", value: tally.longest },
    ],
  });
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
  printLine({
    bench: "wafer",
    figure: "dead cores taken without a new compile",
    value: lasted[2] ?? 0,
    unit: "cores (median of 5 wafers)",
    beside: [
      { name: "least", value: lasted[0] ?? 0 },
      { name: "cores that died in all, about", value: 300 },
      { name: "rows kept back", value: 1 },
    ],
  });
}

/** Repairs of seeded wafers, scattered and clustered, and how long a mesh lasts while more cores die. */
export function waferRepairs(): void {
  for (const draw of draws) repair(draw);
  wear();
}
