import type { CoreColumns, Run } from "./columns.ts";
import { type Piece, RowStacker } from "./stack.ts";

/** Rows before and after a run in which rows must get past it: those before it make room for it. */
const around = 10;
/** Columns on each side of it. */
const beside = 7;
/** Rows at the ends of that piece that a way past may cost. */
const slack = 4;

/** Whether rows get past a run of holes, on the piece of the wafer around it and from its first row to its last. */
export function rowsPass(columns: CoreColumns, { column, from, to }: Run): boolean {
  const piece: Piece = {
    fromRow: Math.max(0, from - around),
    toRow: Math.min(columns.rows, to + 1 + around),
    fromColumn: Math.max(0, column - beside),
    toColumn: Math.min(columns.columns, column + 1 + beside),
  };
  const { rows, height } = new RowStacker(columns, piece, { firstMost: piece.fromRow + slack }).stack();
  const width = piece.toColumn - piece.fromColumn;
  const top = height[(rows - 1) * width + column - piece.fromColumn] ?? 0;
  return rows > 1 && top >= Math.max(to + 1, piece.toRow - 1 - slack);
}
