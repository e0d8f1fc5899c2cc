import { ln } from "../../../simulate/elementary.ts";
import { derive, keyOf, normal, type RandomKey, uniform } from "../../../simulate/prng.ts";

/** The cores of a wafer as they were made: 1 is dead. Core (row, column) lies at `row * columns + column`. */
export interface DefectMap {
  readonly rows: number;
  readonly columns: number;
  readonly dead: Uint8Array;
  readonly deadCount: number;
}

/** How defects fall. */
export interface DefectDraw {
  readonly seed: string;
  /** Mean number of dead cores. */
  readonly mean: number;
  /** Absent: each falls on its own (Poisson). */
  readonly clusters?: {
    /** Mean dead cores of a cluster. */
    readonly size: number;
    /** Standard deviation of their place around its middle. **Unit** cores. */
    readonly spread: number;
  };
}

/** Cores of the wafer that the bench repairs. **Source** WSE-3: 900,000 enabled cores; the sides are assumed. */
export const waferGrid = { rows: 900, columns: 1000 } as const;

/** Mean defects of a wafer: 46,225 mm2 at about 0.001 / mm2. **Source** handbook, wafer facts; the density is assumed. */
export const meanDefects = 46;

/** A Poisson count. Sums of exponential waits, so that no number underflows at large means. */
function poisson(key: RandomKey, mean: number): number {
  let [count, waited] = [0, 0];
  for (;;) {
    waited -= ln(uniform(key, count));
    if (waited > mean) return count;
    count += 1;
  }
}

/** Standard deviations from a cluster's middle beyond which hardly any of it lies. */
const reach = 4;

/**
 * A wafer with defects: a pure function of the draw. Clusters have their middles around the wafer too, and lose what
 * falls beside it, so that its sides are as dense as its middle. **Cost** one pass over the cores.
 */
export function drawDefects(draw: DefectDraw, grid: { readonly rows: number; readonly columns: number }): DefectMap {
  const { rows, columns } = grid;
  const key = keyOf(draw.seed, "defects");
  const dead = new Uint8Array(rows * columns);
  const places = derive(key, "places");
  let deadCount = 0;
  const kill = (row: number, column: number) => {
    if (row < 0 || row >= rows || column < 0 || column >= columns) return;
    const at = row * columns + column;
    if (dead[at] === 0) deadCount += 1;
    dead[at] = 1;
  };
  const { clusters } = draw;
  const around = clusters ? Math.ceil(reach * clusters.spread) : 0;
  const [high, wide] = [rows + 2 * around, columns + 2 * around];
  const mean = (draw.mean / (clusters?.size ?? 1)) * ((high * wide) / (rows * columns));
  const middles = poisson(derive(key, "count"), mean);
  for (let index = 0; index < middles; index += 1) {
    const row = Math.floor(uniform(places, index, 0) * high) - around;
    const column = Math.floor(uniform(places, index, 1) * wide) - around;
    kill(row, column);
    if (clusters === undefined) continue;
    const own = derive(key, `cluster ${index}`);
    const others = poisson(derive(own, "count"), clusters.size - 1);
    for (let other = 0; other < others; other += 1) {
      const up = Math.round(clusters.spread * normal(own, other, 0));
      const along = Math.round(clusters.spread * normal(own, other, 1));
      kill(row + up, column + along);
    }
  }
  return { rows, columns, dead, deadCount };
}

/** The map with one more dead core. **Throws** RangeError where there is no such core. */
export function withDeadCore(map: DefectMap, row: number, column: number): DefectMap {
  if (!(row >= 0 && row < map.rows && column >= 0 && column < map.columns)) {
    throw new RangeError(`a core must lie on ${map.rows} x ${map.columns}, received (${row}, ${column})`);
  }
  const dead = Uint8Array.from(map.dead);
  const at = row * map.columns + column;
  const deadCount = map.deadCount + (dead[at] === 1 ? 0 : 1);
  dead[at] = 1;
  return { ...map, dead, deadCount };
}
