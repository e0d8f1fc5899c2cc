export { areaBound } from "./bound.ts";
export { packingBound } from "./packing-bound.ts";
export { checkPlacement, type PlacementReport } from "./check-placement.ts";
export type { Execution, Kernel, KernelEdge, KernelGraph, PlacedKernel, Placement, PlacementWeights } from "./graph.ts";
export { kernelMemory, kernelSize, kernelTime } from "./measure.ts";
export { KernelGraphError, parseKernelGraph } from "./parse-graph.ts";
export { NoPlacementError, placementRounds, type PlaceOptions, placeKernels } from "./solve.ts";
