import type { Kernel, KernelGraph } from "./graph.ts";
import { shapeKey, visitShapes } from "./shapes.ts";

/** The smallest area of a kernel at a time, or Infinity. **Unit** tiles. */
export function leastArea(kernel: Kernel, time: number, graph: KernelGraph): number {
  let least = Infinity;
  const limits = { time, memory: graph.memoryLimit, side: Math.max(graph.width, graph.height) };
  visitShapes(kernel, limits, (_h, _w, _c, height, width) => {
    least = Math.min(least, height * width);
  });
  return least;
}

/** Kernels that are alike are measured once. */
function totalArea(graph: KernelGraph, time: number): number {
  const known = new Map<string, number>();
  let sum = 0;
  for (const kernel of graph.kernels) {
    const key = shapeKey(kernel);
    const area = known.get(key) ?? leastArea(kernel, time, graph);
    known.set(key, area);
    sum += area;
  }
  return sum;
}

/** The longest that any kernel takes on a single tile column; no larger time is ever of use. */
const slowest = (graph: KernelGraph): number =>
  Math.max(
    ...graph.kernels.flatMap(({ convolutions }) =>
      convolutions.map(
        (of) =>
          (Math.ceil(of.height) *
            Math.ceil(of.width) *
            of.channelsIn *
            of.channelsOut *
            of.windowHeight *
            of.windowWidth) /
          of.stride /
          of.stride,
      ),
    ),
  );

/**
 * No legal placement has a smaller max time: each kernel's smallest area at that time must fit on the fabric together.
 * **Returns** Infinity where no time fits, because memory alone needs more tiles.
 */
export function areaBound(graph: KernelGraph): number {
  const fabric = graph.width * graph.height;
  let [low, high] = [0, slowest(graph)];
  if (totalArea(graph, high) > fabric) return Infinity;
  // Times are multiples of a quarter at strides of 1 and 2; a part in a million is below the first figure that counts.
  while (high - low > Math.max(1e-6 * high, 0.01)) {
    const middle = (low + high) / 2;
    if (totalArea(graph, middle) > fabric) low = middle;
    else high = middle;
  }
  return high;
}
