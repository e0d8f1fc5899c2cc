import type { KernelGraph } from "./graph.ts";

/** A rectangle of tiles with whole corners. */
export interface Box {
  x: number;
  y: number;
  readonly wide: number;
  readonly tall: number;
}

/** A box along one axis: where it begins, how long it is, and the same across. */
interface Span {
  readonly at: number;
  readonly size: number;
  readonly side: number;
  readonly sideSize: number;
}

const spanOf = ({ x, y, wide, tall }: Box, across: boolean): Span =>
  across ? { at: x, size: wide, side: y, sideSize: tall } : { at: y, size: tall, side: x, sideSize: wide };

/** How far a box may go along one axis without touching what lies beside it: asked a million times for a large graph. */
function freeRange(boxes: readonly Box[], moving: number, across: boolean, length: number): readonly [number, number] {
  const own = spanOf(boxes[moving] as Box, across);
  const sideEnd = own.side + own.sideSize;
  let [low, high] = [0, length - own.size];
  for (let index = 0; index < boxes.length; index += 1) {
    const { x, y, wide, tall } = boxes[index] as Box;
    const side = across ? y : x;
    if (index === moving || side >= sideEnd || side + (across ? tall : wide) <= own.side) continue;
    const at = across ? x : y;
    if (at < own.at) low = Math.max(low, at + (across ? wide : tall));
    else high = Math.min(high, at - own.size);
  }
  return [low, high];
}

/** The place in a range that is nearest to the middle of the neighbours' doubled centres. */
function pulled(centres: readonly number[], size: number, [low, high]: readonly [number, number]): number {
  const sorted = centres.toSorted((left, right) => left - right);
  const middle = ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
  return Math.min(high, Math.max(low, Math.round((middle - size) / 2)));
}

/** Moves one box along one axis to the middle of its neighbours. **Returns** whether the wires became shorter. */
function settleOne(
  graph: KernelGraph,
  boxes: readonly Box[],
  kernel: number,
  list: readonly number[],
  across: boolean,
) {
  const box = boxes[kernel] as Box;
  const { at, size } = spanOf(box, across);
  const centres = list.map((each) => {
    const other = spanOf(boxes[each] as Box, across);
    return 2 * other.at + other.size;
  });
  const to = pulled(centres, size, freeRange(boxes, kernel, across, across ? graph.width : graph.height));
  const pull = (place: number) => centres.reduce((sum, each) => sum + Math.abs(2 * place + size - each), 0);
  if (pull(to) >= pull(at)) return false;
  if (across) box.x = to;
  else box.y = to;
  return true;
}

/** Moves each kernel along each axis to the middle of its neighbours, as far as nothing is in the way. */
export function settle(graph: KernelGraph, boxes: readonly Box[]): void {
  const neighbours = graph.kernels.map((): number[] => []);
  for (const { from, to } of graph.edges) {
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  for (let round = 0; round < 20; round += 1) {
    let moved = false;
    for (const [kernel, list] of neighbours.entries()) {
      if (list.length === 0) continue;
      if (settleOne(graph, boxes, kernel, list, true)) moved = true;
      if (settleOne(graph, boxes, kernel, list, false)) moved = true;
    }
    if (!moved) return;
  }
}
