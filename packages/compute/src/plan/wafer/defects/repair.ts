import type { DefectMap } from "./defect-map.ts";
import { longestRoute, oneLink, RouteFinder } from "./links.ts";

/**
 * A clean rectangle on a wafer with defects. Logical core (row, column) is the physical core in the same column at
 * `rowOf[row * columns + column]`.
 */
export interface LogicalMesh {
  readonly rows: number;
  readonly columns: number;
  readonly rowOf: Uint16Array;
  /** Logical cores over all physical cores. */
  readonly coreShare: number;
  /** Rows that could still be left out before the mesh must shrink. */
  readonly spareRows: number;
  /** Most physical links between two logical neighbours. */
  readonly longestRoute: number;
  /** Pairs of neighbours that need more than one link. */
  readonly relayedPairs: number;
}

/** A wafer that has no such mesh, with the reason in numbers. */
export interface Unrepairable {
  readonly reason: "no_live_rows" | "route_too_long";
  readonly needed: number;
  readonly available: number;
}

export const isMesh = (result: LogicalMesh | Unrepairable): result is LogicalMesh => "rowOf" in result;

export interface RepairOptions {
  /** Rows kept back for cores that die later. **Range** 0 or more; 1 unless told. */
  readonly keptRows?: number;
}

/**
 * Places logical rows from the first up, each as low as it can lie: above the row before it, on live cores, and never
 * more than one core higher or lower than in the next column. **Returns** as many rows as the wafer holds.
 */
class RowStacker {
  readonly #map: DefectMap;
  /** Physical row of the logical row, in each column. */
  readonly #height: Int16Array;
  readonly #raised: number[] = [];

  constructor(map: DefectMap) {
    this.#map = map;
    this.#height = new Int16Array(map.columns).fill(-1);
  }

  stack(): { readonly rowOf: Uint16Array; readonly rows: number } {
    const { rows, columns, dead } = this.#map;
    const rowOf = new Uint16Array(rows * columns);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const at = (this.#height[column] as number) + 1;
        this.#height[column] = at;
        if (at >= rows) return { rowOf, rows: row };
        if (dead[at * columns + column] === 1) this.#raised.push(column);
      }
      if (!this.#level()) return { rowOf, rows: row };
      rowOf.set(this.#height, row * columns);
    }
    return { rowOf, rows };
  }

  /** Lifts dead places, then whatever lies too low beside them. **Returns** false where the wafer ends. */
  #level(): boolean {
    const height = this.#height;
    while (this.#raised.length > 0) {
      const column = this.#raised.pop() as number;
      const at = this.#liveFrom(column);
      if (at >= this.#map.rows) return false;
      height[column] = at;
      for (const beside of [column - 1, column + 1]) {
        if (beside < 0 || beside >= height.length || (height[beside] as number) >= at - 1) continue;
        height[beside] = at - 1;
        this.#raised.push(beside);
      }
    }
    return true;
  }

  #liveFrom(column: number): number {
    const { rows, columns, dead } = this.#map;
    let at = this.#height[column] as number;
    while (at < rows && dead[at * columns + column] === 1) at += 1;
    return at;
  }
}

/** The routes of neighbours that no single link joins. */
function measureRoutes(map: DefectMap, rowOf: Uint16Array, rows: number) {
  const finder = new RouteFinder(map);
  let [longest, relayedPairs] = [1, 0];
  const measure = (row: number, column: number, toRow: number, toColumn: number) => {
    relayedPairs += 1;
    longest = Math.max(longest, finder.links(row, column, toRow, toColumn));
  };
  const { columns } = map;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const at = rowOf[row * columns + column] as number;
      const above = row + 1 < rows ? (rowOf[(row + 1) * columns + column] as number) : at + 1;
      if (above - at > 2) measure(at, column, above, column);
      const next = column + 1 < columns ? (rowOf[row * columns + column + 1] as number) : at;
      if (!oneLink(next - at, 1)) measure(at, column, next, column + 1);
    }
  }
  return { longest, relayedPairs };
}

function meshOf(map: DefectMap, rows: number | null, keptRows: number): LogicalMesh | Unrepairable {
  const stacked = new RowStacker(map).stack();
  const available = stacked.rows;
  const wanted = rows ?? Math.max(1, available - keptRows);
  if (wanted > available) return { reason: "no_live_rows", needed: wanted, available };
  const rowOf = stacked.rowOf.slice(0, wanted * map.columns);
  const { longest, relayedPairs } = measureRoutes(map, rowOf, wanted);
  if (longest > longestRoute) return { reason: "route_too_long", needed: longest, available: longestRoute };
  return {
    rows: wanted,
    columns: map.columns,
    rowOf,
    coreShare: wanted / map.rows,
    spareRows: available - wanted,
    longestRoute: longest,
    relayedPairs,
  };
}

/**
 * The largest clean rectangle of full width, less the rows kept back. **Returns** Unrepairable where a column has no
 * live row left, or a cluster is so large that its neighbours cannot reach each other.
 * **Cost** two passes over the cores: some milliseconds for 900,000.
 */
export const repairWafer = (map: DefectMap, { keptRows = 1 }: RepairOptions = {}): LogicalMesh | Unrepairable =>
  meshOf(map, null, keptRows);

/** What became of a mesh when a core died. */
export type MeshChange =
  /** Same size, so the compiled program stays; `moved` logical cores lie elsewhere and get their state again. */
  | { readonly kind: "kept"; readonly mesh: LogicalMesh; readonly moved: number }
  /** The spare is used up: a smaller mesh, which needs a new compile. */
  | { readonly kind: "shrunk"; readonly mesh: LogicalMesh }
  | { readonly kind: "lost"; readonly why: Unrepairable };

/** The mesh on the wafer as it is now: at its old size where the spare allows it, else smaller. */
export function repairAgain(map: DefectMap, mesh: LogicalMesh, options: RepairOptions = {}): MeshChange {
  if (stillClean(map, mesh)) return { kind: "kept", mesh, moved: 0 };
  const same = meshOf(map, mesh.rows, 0);
  if (isMesh(same)) {
    let moved = 0;
    for (const [at, row] of same.rowOf.entries()) if (row !== mesh.rowOf[at]) moved += 1;
    return { kind: "kept", mesh: same, moved };
  }
  const smaller = repairWafer(map, options);
  return isMesh(smaller) ? { kind: "shrunk", mesh: smaller } : { kind: "lost", why: smaller };
}

/** Whether no core of the mesh is dead and its routes still hold. */
function stillClean(map: DefectMap, mesh: LogicalMesh): boolean {
  for (const [at, row] of mesh.rowOf.entries()) {
    if (map.dead[row * map.columns + (at % map.columns)] === 1) return false;
  }
  return measureRoutes(map, mesh.rowOf, mesh.rows).longest <= longestRoute;
}
