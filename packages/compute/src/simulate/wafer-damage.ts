import { drawDefects, meanDefects, waferGrid, withDeadCore, type DefectMap } from "../plan/wafer/defects/defect-map.ts";
import { isMesh, repairAgain, repairWafer } from "../plan/wafer/defects/repair.ts";
import { derive, type RandomKey, uniform } from "./prng.ts";

/**
 * What a fault of a wafer kills, all assumed: in six of ten one core, else a few beside each other (a power or clock
 * tree's end). Nothing is published.
 */
const damage = { single: 0.6, most: 12 } as const;

/** A piece of the wafer around the fault: rows step aside near what is dead and nowhere else. */
const patch = { rows: 48, columns: 48 } as const;

/** What became of a wafer that lost cores while it ran. */
export interface WaferDamage {
  readonly deadCores: number;
  /** The spare rows took it: the mesh keeps its size, and the compiled program goes on after a new load. */
  readonly remapped: boolean;
}

/** The piece as it was made: defects as thick as on the whole wafer. */
function patchOf(seed: string): DefectMap {
  const mean = (meanDefects * patch.rows * patch.columns) / (waferGrid.rows * waferGrid.columns);
  return drawDefects({ mean, seed }, patch);
}

/** Dead cores in a walk from the middle: each beside the one before. */
function strike(map: DefectMap, key: RandomKey, first: number, second: number): DefectMap {
  let [row, column] = [patch.rows / 2, patch.columns / 2];
  let struck = withDeadCore(map, row, column);
  const draw = derive(derive(key, `damage ${first}`), `of ${second}`);
  if (uniform(draw, 0) < damage.single) return struck;
  const further = 1 + Math.floor(uniform(draw, 1) * (damage.most - 1));
  for (let step = 0; step < further; step += 1) {
    const way = Math.floor(uniform(draw, 2 + step) * 4);
    row += way === 0 ? 1 : way === 1 ? -1 : 0;
    column += way === 2 ? 1 : way === 3 ? -1 : 0;
    struck = withDeadCore(struck, row, column);
  }
  return struck;
}

/**
 * What one fault of a wafer does, by the repair that made its mesh: the same for the same key and numbers.
 * **Cost** below a millisecond: one patch, not the whole wafer.
 */
export function waferDamage(key: RandomKey, first: number, second: number): WaferDamage {
  const map = patchOf(`${key.left} ${key.right} ${first} ${second}`);
  const struck = strike(map, key, first, second);
  const mesh = repairWafer(map);
  const remapped = isMesh(mesh) && repairAgain(struck, mesh).kind === "kept";
  return { deadCores: struck.deadCount - map.deadCount, remapped };
}
