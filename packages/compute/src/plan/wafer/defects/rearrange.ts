import { type CoreColumns, hole, lent, type Run } from "./columns.ts";
import type { DefectMap } from "./defect-map.ts";
import { rowsPass } from "./pass.ts";
import { weave, type Window } from "./weave.ts";

/** Rows and columns on each side of a run in which a mesh is searched for. */
interface Reach {
  readonly rows: number;
  readonly columns: number;
}

export const nearReach: Reach = { rows: 6, columns: 5 };
/** Tried where there is no mesh within the first. */
export const farReach: Reach = { rows: 8, columns: 7 };

/** Rows of such a window that its mesh need not fill. */
const spare = 3;

const isInside = ({ fromRow, toRow, fromColumn, toColumn }: Window, row: number, column: number): boolean =>
  row > fromRow && row < toRow - 1 && column > fromColumn && column < toColumn - 1;

/** Takes back what columns lend to each other inside a window, and what they leave unused there. */
function takeBack(map: DefectMap, columns: CoreColumns, window: Window): void {
  const { columns: across, places, lenders } = columns;
  const inside: number[] = [];
  for (let row = window.fromRow + 1; row < window.toRow - 1; row += 1) {
    for (let column = window.fromColumn + 1; column < window.toColumn - 1; column += 1)
      inside.push(row * across + column);
  }
  for (const place of inside) {
    const lender = lenders.get(place);
    if (lender !== undefined && isInside(window, Math.floor(lender / across), lender % across))
      columns.set(place, hole);
  }
  const isLent = (core: number) =>
    [-1, 1].some((side) => [-across, 0, across].some((up) => lenders.get(core + side + up) === core));
  for (const place of inside) {
    if (places[place] === hole && map.dead[place] === 0 && !isLent(place)) columns.set(place, 0);
  }
}

/** Arranges columns as a mesh on the window has them. **Returns** whether rows get past the run then. */
function arrange(columns: CoreColumns, window: Window, run: Run): boolean {
  const woven = weave(columns, window);
  if (woven === null) return false;
  for (const { lender } of woven.lendings) columns.set(lender, hole);
  for (const { place, lender } of woven.lendings) columns.set(place, lent, lender);
  if (rowsPass(columns, run)) return true;
  // Rows use the lowest cores that they can; here they are held to those of the mesh that was found.
  for (const place of woven.idle) if (columns.places[place] === 0) columns.set(place, hole);
  return rowsPass(columns, run);
}

/**
 * Lets columns around a run lend cores to each other as a mesh on a piece of the wafer has them, if one is found there.
 * Gaps of `others` inside the piece are tried again with it.
 */
export function weaveAround(
  map: DefectMap,
  columns: CoreColumns,
  run: Run,
  reach: Reach,
  others: readonly Run[],
): boolean {
  const window: Window = {
    fromRow: Math.max(0, run.from - reach.rows),
    toRow: Math.min(columns.rows, run.to + 1 + reach.rows),
    fromColumn: Math.max(0, run.column - reach.columns),
    toColumn: Math.min(columns.columns, run.column + 1 + reach.columns),
    spare,
  };
  const before = columns.changes;
  for (const other of others) {
    const within = isInside(window, other.from - 1, other.column) && isInside(window, other.to + 1, other.column);
    if (within && columns.isGap(other)) columns.mark(other, hole);
  }
  takeBack(map, columns, window);
  if (arrange(columns, window, run)) return true;
  columns.undo(before);
  return false;
}
