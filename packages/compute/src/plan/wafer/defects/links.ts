import type { DefectMap } from "./defect-map.ts";

/**
 * The links of a core, as (rows, columns) to the core at their other end: four neighbours and the eight cores two hops
 * away. **Source** the repair patent has six of two hops (handbook); the two along the row are our reading, without which
 * no mesh passes two dead cores one above the other.
 */
export const coreLinks: readonly (readonly [number, number])[] = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
  [2, 0],
  [-2, 0],
  [0, 2],
  [0, -2],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
];

/**
 * Most links in a row between two neighbours of the logical mesh, where no mesh of one-link neighbours can be: between
 * them the routers of live cores pass the data on.
 */
export const longestRoute = 8;

/** A window in which every route of `longestRoute` links lies. */
const high = 2 * longestRoute;
const wide = 4 * longestRoute + 1;

/** Whether one link joins two cores that lie so many rows and columns apart. */
export const oneLink = (down: number, along: number): boolean => Math.abs(down) + Math.abs(along) <= 2;

/** Finds the fewest links between live cores over live routers; buffers are used again from search to search. */
export class RouteFinder {
  readonly #map: DefectMap;
  readonly #seen = new Int32Array((2 * high + 1) * wide);
  readonly #queue = new Int32Array(2 * this.#seen.length);
  #search = 0;

  constructor(map: DefectMap) {
    this.#map = map;
  }

  /** **Returns** `longestRoute + 1` where it takes more. **Cost** some hundred steps around a cluster. */
  links(fromRow: number, fromColumn: number, toRow: number, toColumn: number): number {
    if (oneLink(toRow - fromRow, toColumn - fromColumn)) return 1;
    const queue = this.#queue;
    this.#search += 1;
    queue[0] = fromRow;
    queue[1] = fromColumn;
    let [start, end] = [0, 2];
    for (let links = 1; links <= longestRoute; links += 1) {
      const until = end;
      for (; start < until; start += 2) {
        const [row, column] = [queue[start] as number, queue[start + 1] as number];
        for (const [down, along] of coreLinks) {
          const [nextRow, nextColumn] = [row + down, column + along];
          if (nextRow === toRow && nextColumn === toColumn) return links;
          if (!this.#enter(nextRow, nextColumn, nextRow - fromRow, nextColumn - fromColumn)) continue;
          queue[end] = nextRow;
          queue[end + 1] = nextColumn;
          end += 2;
        }
      }
    }
    return longestRoute + 1;
  }

  /** Whether a live core is seen for the first time in this search. */
  #enter(row: number, column: number, down: number, along: number): boolean {
    const { rows, columns, dead } = this.#map;
    if (row < 0 || row >= rows || column < 0 || column >= columns || dead[row * columns + column] === 1) return false;
    const at = (down + high) * wide + along + high;
    if (this.#seen[at] === this.#search) return false;
    this.#seen[at] = this.#search;
    return true;
  }
}
