import type { Draws } from "./draws.ts";
import type { KernelGraph } from "./graph.ts";

/** Kernels in an order in which producers come first; a cycle is entered at its first kernel. */
export function dataflowOrder({ kernels, edges }: KernelGraph): number[] {
  const waiting = kernels.map(() => 0);
  const next = kernels.map((): number[] => []);
  for (const { from, to } of edges) {
    waiting[to] = (waiting[to] as number) + 1;
    next[from]?.push(to);
  }
  const placed = new Set<number>();
  const visit = (start: number) => {
    const ready = [start];
    while (ready.length > 0) {
      const kernel = ready.pop() as number;
      if (placed.has(kernel)) continue;
      placed.add(kernel);
      for (const after of next[kernel] ?? []) {
        waiting[after] = (waiting[after] as number) - 1;
        if (waiting[after] === 0) ready.push(after);
      }
    }
  };
  for (const [kernel, count] of waiting.entries()) if (count === 0) visit(kernel);
  for (const kernel of kernels.keys()) visit(kernel);
  return [...placed];
}

/**
 * An order in which the edges span few kernels, from `start` by moving one kernel at a time: for graphs whose long
 * edges the flow of data does not keep together. **Returns** null where `start` was not bettered.
 */
export function shortSpanOrder(graph: KernelGraph, start: readonly number[], draws: Draws): number[] | null {
  const order = [...start];
  const position = new Int16Array(order.length);
  const from = Int16Array.from(graph.edges, (edge) => edge.from);
  const to = Int16Array.from(graph.edges, (edge) => edge.to);
  // Asked after every move, and every move shifts all between its two places.
  const span = () => {
    for (let index = 0; index < order.length; index += 1) position[order[index] as number] = index;
    let sum = 0;
    for (let edge = 0; edge < from.length; edge += 1) {
      sum += Math.abs((position[from[edge] as number] as number) - (position[to[edge] as number] as number));
    }
    return sum;
  };
  const before = span();
  let current = before;
  const moves = 40 * order.length;
  for (let move = 0; move < moves; move += 1) {
    const [first, second] = [draws.below(order.length), draws.below(order.length)];
    const [kernel] = order.splice(first, 1);
    order.splice(second, 0, kernel as number);
    const changed = span();
    const temperature = 3 * (1 - move / moves);
    if (changed <= current + temperature * draws.patience() - 1e-9) current = changed;
    else {
      order.splice(second, 1);
      order.splice(first, 0, kernel as number);
    }
  }
  return span() < before ? order : null;
}
