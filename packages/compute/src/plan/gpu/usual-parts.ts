import type { GpuLayout } from "../plan.ts";
import { defaultOrder } from "./placement.ts";

/** What a layout means where it leaves a field out, but for fields whose meaning follows from others. */
export const usualParts = {
  contextParallel: 1,
  contextExchange: "ring",
  expertParallel: 1,
  expertTensorParallel: 1,
  gatherAgain: true,
  scatterPipeline: true,
  offloadedLayers: 0,
  offloadedOptimizer: 0,
  overlapGradients: true,
  overlapParameters: true,
  overlapExperts: false,
  order: defaultOrder,
} as const satisfies Partial<GpuLayout>;
