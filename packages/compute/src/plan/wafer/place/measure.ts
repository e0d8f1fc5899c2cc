import type { Convolution, Execution, Kernel, KernelGraph, PlacedKernel, Placement } from "./graph.ts";

/** Multiply-accumulate steps of one convolution. **Source** contest's benchmark description, 2020. */
export const convolutionTime = (of: Convolution, h: number, w: number, c: number, k: number): number =>
  (Math.ceil(of.height / h) *
    Math.ceil(of.width / w) *
    Math.ceil(of.channelsIn / c) *
    Math.ceil(of.channelsOut / k) *
    of.windowHeight *
    of.windowWidth) /
  of.stride /
  of.stride;

/** Words a tile holds for one convolution: weights and activations, exact quotients. */
export const convolutionMemory = (of: Convolution, h: number, w: number, c: number, k: number): number =>
  (of.channelsIn / c) * (of.channelsOut / k) * of.windowHeight * of.windowWidth +
  ((of.width + of.windowWidth - 1) / w) * ((of.height + of.windowHeight - 1) / h) * (of.channelsOut / k);

/** Tiles of a kernel before rotation. */
export function kernelSize({ h, w, c, k }: Execution): { readonly width: number; readonly height: number } {
  return {
    height: h * w * (Math.max(...c) + 1),
    width: 3 * k.reduce((sum, each) => sum + each, 0),
  };
}

const worst = (kernel: Kernel, { h, w, c, k }: Execution, of: typeof convolutionTime): number =>
  Math.max(...kernel.convolutions.map((each, index) => of(each, h, w, c[index] ?? 1, k[index] ?? 1)));

export const kernelTime = (kernel: Kernel, execution: Execution): number => worst(kernel, execution, convolutionTime);

export const kernelMemory = (kernel: Kernel, execution: Execution): number =>
  worst(kernel, execution, convolutionMemory);

/** Mismatches of an edge: h, w, and the channels that the producer's last hands to the consumer's first. 0 to 3. */
const edgeAdapters = (from: Execution, to: Execution): number =>
  Number(from.h !== to.h) + Number(from.w !== to.w) + Number(from.k.at(-1) !== to.c[0]);

function centre(kernel: PlacedKernel): readonly [number, number] {
  const { width, height } = kernelSize(kernel.execution);
  const turned = kernel.rotation === "R90";
  return [kernel.x + (turned ? height : width) / 2, kernel.y + (turned ? width : height) / 2];
}

/** The terms of the score of placed kernels, in the order of the graph. */
export function measurePlacement(graph: KernelGraph, placed: readonly PlacedKernel[]): Placement {
  const maxTime = Math.max(
    ...graph.kernels.map((kernel, index) => kernelTime(kernel, (placed[index] as PlacedKernel).execution)),
  );
  const centres = placed.map(centre);
  let [wireLength, adapters] = [0, 0];
  for (const { from, to } of graph.edges) {
    const [a, b] = [centres[from] ?? [0, 0], centres[to] ?? [0, 0]];
    wireLength += Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]);
    adapters += edgeAdapters((placed[from] as PlacedKernel).execution, (placed[to] as PlacedKernel).execution);
  }
  const { time, wire, adapter } = graph.weights;
  return {
    kernels: placed,
    maxTime,
    wireLength,
    adapters,
    score: time * maxTime + wire * wireLength + adapter * adapters,
  };
}
