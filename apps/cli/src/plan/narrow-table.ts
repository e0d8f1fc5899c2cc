import { table } from "../text.ts";
import type { Paper } from "./paper.ts";

/** A table that leaves out columns, in the order of `dispensable`, until the paper is wide enough; `--json` has them all. */
export function narrowTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { width }: Paper,
  dispensable: readonly number[],
): string[] {
  for (let left = 0; ; left++) {
    const out = new Set(dispensable.slice(0, left));
    const kept = <Cell>(cells: readonly Cell[]) => cells.filter((_, column) => !out.has(column));
    const lines = table(kept(headings), rows.map(kept));
    if (left >= dispensable.length || lines.every((line) => line.length <= width)) return lines;
  }
}
