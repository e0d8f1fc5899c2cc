import type { ClauseSolver, Literal } from "./clauses.ts";
import { type CoreColumns, hole } from "./columns.ts";
import type { Piece } from "./stack.ts";

/** A core that may lie at a place, by row and column of the window, and the literal that says it does; null: it always does. */
export interface Content {
  readonly row: number;
  readonly column: number;
  readonly literal: Literal | null;
}

/** Rows and columns from a hole in which cores are lent. */
const near = 2;

/** Cores near holes, by place of the window; none at its sides, but where they are the wafer's. */
function lendableCores({ columns, places }: CoreColumns, { fromRow, toRow, fromColumn, toColumn }: Piece): Uint8Array {
  const [high, wide] = [toRow - fromRow, toColumn - fromColumn];
  const found = new Uint8Array(high * wide);
  const left = fromColumn === 0 ? 0 : 1;
  const right = toColumn === columns ? wide : wide - 1;
  const placeAt = (row: number, column: number) => places[(fromRow + row) * columns + fromColumn + column] as number;
  for (let row = 2; row < high - 2; row += 1) {
    for (let column = left; column < right; column += 1) {
      if ((placeAt(row, column) & hole) === 0) continue;
      for (let y = Math.max(1, row - near); y <= Math.min(high - 2, row + near); y += 1) {
        for (let x = Math.max(left, column - near); x < Math.min(right, column + near + 1); x += 1) {
          if (placeAt(y, x) === 0) found[y * wide + x] = 1;
        }
      }
    }
  }
  return found;
}

/**
 * What each place of a window may hold: its own core, or one that the column beside lends it. No core lies at two places,
 * no two cores at one. A place that lends its own core takes one of the same row, a hole one of the rows next to it as well.
 */
export function addContents(
  solver: ClauseSolver,
  columns: CoreColumns,
  window: Piece,
): readonly (readonly Content[])[] {
  const { fromRow, toRow, fromColumn, toColumn } = window;
  const wide = toColumn - fromColumn;
  const lendable = lendableCores(columns, window);
  const claims: Literal[][] = Array.from(lendable, () => []);
  const lay = (row: number, column: number): readonly Content[] => {
    const at = row * wide + column;
    const own = columns.coreAt((fromRow + row) * columns.columns + fromColumn + column);
    if (own >= 0 && lendable[at] === 0) {
      const [ownRow, ownColumn] = [Math.floor(own / columns.columns), own % columns.columns];
      return [{ row: ownRow - fromRow, column: ownColumn - fromColumn, literal: null }];
    }
    const contents: Content[] = [];
    const literals: Literal[] = [];
    const claim = (core: number, wish: boolean) => {
      const literal = solver.variable(wish);
      contents.push({ row: Math.floor(core / wide), column: core % wide, literal });
      literals.push(literal);
      claims[core]?.push(literal);
    };
    if (own >= 0) claim(at, true);
    for (const side of [-1, 1]) {
      if (column + side < 0 || column + side >= wide) continue;
      for (const up of own < 0 ? [-wide, 0, wide] : [0])
        if (lendable[at + up + side] === 1) claim(at + up + side, false);
    }
    solver.addAtMostOne(literals);
    return contents;
  };
  const all: (readonly Content[])[] = [];
  for (let row = 0; row < toRow - fromRow; row += 1) {
    for (let column = 0; column < wide; column += 1) all.push(lay(row, column));
  }
  for (const literals of claims) solver.addAtMostOne(literals);
  return all;
}
