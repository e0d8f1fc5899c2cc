import type { KernelGraph } from "./graph.ts";
import { convolutionTime } from "./measure.ts";
import { shapeTables, type ShapeTable } from "./shapes.ts";

function leastArea(table: ShapeTable, time: number): number {
  let least = Infinity;
  table.visit(time, (_cell, _c, height, width) => {
    least = Math.min(least, height * width);
  });
  return least;
}

function totalArea(tables: ReadonlyMap<ShapeTable, number>, time: number): number {
  let sum = 0;
  for (const [table, count] of tables) sum += count * leastArea(table, time);
  return sum;
}

/** The longest that any kernel takes at all: no larger time is ever of use. */
export const slowestTime = (graph: KernelGraph): number =>
  Math.max(...graph.kernels.flatMap(({ convolutions }) => convolutions.map((of) => convolutionTime(of, 1, 1, 1, 1))));

function countsOf(tables: readonly ShapeTable[]): ReadonlyMap<ShapeTable, number> {
  const counts = new Map<ShapeTable, number>();
  for (const table of tables) counts.set(table, (counts.get(table) ?? 0) + 1);
  return counts;
}

/** The bound from tables already made. */
export function boundOf(graph: KernelGraph, tables: readonly ShapeTable[]): number {
  const fabric = graph.width * graph.height;
  const counts = countsOf(tables);
  let [low, high] = [0, slowestTime(graph)];
  if (totalArea(counts, high) > fabric) return Infinity;
  // Areas fall about as the time rises, so the geometric middle halves the doubt.
  while (high - low > Math.max(3e-5 * high, 0.01)) {
    const middle = low === 0 ? high / 64 : Math.sqrt(low * high);
    if (totalArea(counts, middle) > fabric) low = middle;
    else high = middle;
  }
  return nextTime(graph, low);
}

/** The least time above `low` that a kernel can take: times are whole numbers over squares of strides. */
function nextTime(graph: KernelGraph, low: number): number {
  const strides = new Set(graph.kernels.flatMap(({ convolutions }) => convolutions.map((of) => of.stride)));
  const parts = [...strides].reduce((product, stride) => product * stride * stride, 1);
  return (Math.floor(low * parts) + 1) / parts;
}

/**
 * No legal placement has a smaller max time: each kernel's smallest area at that time must fit on the fabric together.
 * **Returns** that time, at most 3 parts in 100,000 too low; Infinity where memory alone needs more tiles than there are.
 */
export const areaBound = (graph: KernelGraph): number => boundOf(graph, tablesOf(graph));

/** Tiles that the kernels' memory needs at least, each kernel as slow as it can be; Infinity where one has no shape. */
export const leastTiles = (graph: KernelGraph): number => totalArea(countsOf(tablesOf(graph)), slowestTime(graph));

const tablesOf = (graph: KernelGraph): readonly ShapeTable[] =>
  shapeTables(graph.kernels, graph.memoryLimit, Math.max(graph.width, graph.height));
