export { hardwareCatalog, findSystem } from "./hardware/catalog.ts";
export { clusterOfJson, type DescribedCluster } from "./hardware/cluster/cluster-of-json.ts";
export { clusterSchema } from "./hardware/cluster/cluster-schema.ts";
export { devicesInWords } from "./hardware/devices-in-words.ts";
export { gpuDevices } from "./hardware/gpu-devices.ts";
export type { Quantity } from "./hardware/quantity.ts";
export {
  smallestStore,
  storedBytesPerParameter,
  waferTree,
  type WeightStore,
  weightStores,
} from "./hardware/wafer-cluster.ts";
export {
  waferPeak,
  type FabricLevel,
  type GpuDevice,
  type GpuFamily,
  type GpuSystem,
  type HardwareSystem,
  type WaferSystem,
} from "./hardware/system.ts";
export * from "./launch/index.ts";
export { findModel, modelCatalog } from "./model/catalog.ts";
export { trainingFlopsPerToken } from "./model/flops.ts";
export { importedArchitectures, type ImportedShape, shapeOfConfig } from "./model/hugging-face/shape-of-config.ts";
export {
  countInWords,
  expectedLoss,
  lossCurve,
  lossFits,
  type LossExpectation,
  type LossQuestion,
} from "./model/loss.ts";
export { parameterCount, type ParameterCount } from "./model/parameters.ts";
export { publishedRecipe, type Recipe, type Sourced, warmupSteps } from "./model/recipe.ts";
export type { ExpertShape, ModelShape } from "./model/shape.ts";
export { type ModelTensor, tensorsOf } from "./model/tensors.ts";
export { plan, planAll, sensibleDevices, type Alternative, type Planner } from "./plan/dispatch.ts";
export * from "./plan/explain/index.ts";
export { errorBand, throughputSigma, type ErrorBand } from "./plan/error-band.ts";
export { forecastDuration, recoverySeconds, type ForecastInput } from "./plan/forecast.ts";
export { evaluateGpu } from "./plan/gpu/evaluate.ts";
export { unusualParts } from "./plan/gpu/explain.ts";
export { planGpu } from "./plan/gpu/plan-gpu.ts";
export { planWithin, type Within } from "./plan/gpu/plan-within.ts";
export { defaultSpace, type SearchSpace, wholeSpace } from "./plan/gpu/search/space.ts";
export { joinFronts, paretoFront, type ParetoPoint } from "./plan/gpu/search/pareto.ts";
export { type PinnedLayout, pinsAt, pinsInWords, pinsOf } from "./plan/gpu/search/pins.ts";
export { choicesAround, thinFront } from "./plan/gpu/search/thin-front.ts";
export { layoutFields } from "./plan/layout-fields.ts";
export { infeasibleFields, planFields } from "./plan/plan-fields.ts";
export type * from "./plan/plan.ts";
export { publishedAsk, type AskWish } from "./plan/published-ask.ts";
export { stepPower, type DeviceState, type StatePower, type StepPower } from "./plan/power.ts";
export * from "./plan/run/index.ts";
export { constantUtilization } from "./plan/validation/naive.ts";
export { predictRow } from "./plan/validation/predict.ts";
export { reportRows, type Admission, type MacroSummary, type ValidationReport } from "./plan/validation/report.ts";
export { readValidationFile, type ValidationFile, ValidationFileError } from "./plan/validation/row-file.ts";
export type { RowPrediction, ValidationRow } from "./plan/validation/row.ts";
export {
  recalled,
  score,
  timeMetrics,
  type ErrorSummary,
  type ScoredRow,
  type Scores,
} from "./plan/validation/score.ts";
export { type LeftOutRow, waferLeaveOneOut, type WaferLeaveOneOut } from "./plan/validation/wafer-leave-one-out.ts";
export * from "./plan/wafer/index.ts";
export * from "./simulate/index.ts";
export * from "./schedule/index.ts";
