import type { NeighbourView } from "../worker/message.ts";

/** A row of the table, and what stands in it now; null where the layout has no such step. */
export interface KeptRow {
  readonly name: string;
  readonly was: NeighbourView;
  readonly now: NeighbourView | null;
}

/** A step without its numbers: `tensor 8 instead of 4` on one layout is `tensor 4 instead of 2` on another. */
const bare = ({ dimension, change }: NeighbourView): string =>
  `${dimension}: ${change
    .replace(/ instead of .*$/, "")
    .replaceAll(/\d[\d,]*/g, "#")
    .replace(/(chunk|layer)s\b/, "$1")}`;

/** Steps up and down share their words: of several the first is the first, the second the second. */
function namesOf(neighbours: readonly NeighbourView[]): string[] {
  const seen = new Map<string, number>();
  return neighbours.map((neighbour) => {
    const words = bare(neighbour);
    const before = seen.get(words) ?? 0;
    seen.set(words, before + 1);
    return `${words} ${before}`;
  });
}

/** **Returns** a row for each neighbour, as they come. */
export function rowsOf(neighbours: readonly NeighbourView[]): KeptRow[] {
  const names = namesOf(neighbours);
  return neighbours.map((neighbour, index) => ({ name: names[index] ?? "", was: neighbour, now: neighbour }));
}

/**
 * **Returns** the same rows in the same order with the neighbours of another layout: each in the row of its step, else
 * in one of its dimension that no step took. What has no row waits until rows are made anew.
 */
export function keptRows(rows: readonly KeptRow[], neighbours: readonly NeighbourView[]): KeptRow[] {
  const names = namesOf(neighbours);
  const left = new Map(neighbours.map((neighbour, index) => [names[index] ?? "", neighbour]));
  const taken = rows.map(({ name, was }) => {
    const now = left.get(name) ?? null;
    left.delete(name);
    return { name, was, now };
  });
  return taken.map((row) => {
    if (row.now) return row;
    const [name, now] = [...left].find(([, { dimension }]) => dimension === row.was.dimension) ?? ["", null];
    left.delete(name);
    return { ...row, now };
  });
}
