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
  const order: number[] = [];
  const visit = (start: number) => {
    const ready = [start];
    while (ready.length > 0) {
      const kernel = ready.pop() as number;
      if (placed.has(kernel)) continue;
      placed.add(kernel);
      order.push(kernel);
      for (const after of next[kernel] ?? []) {
        waiting[after] = (waiting[after] as number) - 1;
        if (waiting[after] === 0) ready.push(after);
      }
    }
  };
  for (const [kernel, count] of waiting.entries()) if (count === 0) visit(kernel);
  for (const kernel of kernels.keys()) if (!placed.has(kernel)) visit(kernel);
  return order;
}
