export { releaseFactor, waferCalibration, type WaferCalibration, waferFacts } from "./calibration.ts";
export * from "./defects/index.ts";
export { drawWafer, type DrawnWafer } from "./drawn-wafer.ts";
export {
  explainWaferPlan,
  type ForecastPoint,
  type GpuAlternative,
  type LifePhase,
  type WaferBound,
  type WaferExplanation,
  type WaferTelling,
} from "./explain-plan.ts";
export {
  fabricOf,
  type FloorBound,
  type FloorFabric,
  type FloorplanOptions,
  type FloorRectangle,
  type NoFloor,
  waferFloorplan,
  type WaferFloorplan,
} from "./floorplan.ts";
export {
  longSequenceClaim,
  type LongSequenceCell,
  longSequenceComparison,
  type LongSequenceRow,
  type SpeedRatio,
} from "./long-sequence.ts";
export { genomeModels } from "./long-sequence-models.ts";
export type { FabricMesh } from "./mesh.ts";
export { pipelineGraph } from "./pipeline.ts";
export * from "./place/index.ts";
export type { WaferOptions } from "./options.ts";
export { planWafer } from "./plan-wafer.ts";
export { programOf } from "./program.ts";
export { faultlessSeconds, type ScalingPoint, waferScaling } from "./scaling.ts";
export {
  harvestAssumed,
  type SparseLoss,
  sparseLoss,
  type SparseThenDense,
  sparseThenDense,
  type Sparsity,
  sparsityMost,
} from "./sparsity.ts";
export { type StreamingTimeline, streamingTimeline, type TimelineLane, type TimelineSegment } from "./timeline.ts";
