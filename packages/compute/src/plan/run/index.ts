export { adviseRun, type AdviceQuestion, type RunAdvice } from "./advise-run.ts";
export type { BatchRamp, RampStage } from "./batch-ramp.ts";
export { bestForHours, type HoursAdvice, type HoursBudget, type HoursCandidate } from "./best-for-hours.ts";
export {
  computeOptimal,
  lifetimeOptimal,
  type Allocation,
  type ComputeBudget,
  type LifetimeAdvice,
  type LifetimeQuestion,
} from "./compute-optimal.ts";
export { namedRuns, type NamedRun } from "./named-runs.ts";
export { planRun, type PlannedStage, type RunCost, type RunPlan, type RunWish } from "./plan-run.ts";
export {
  curveCounts,
  scalingCurve,
  type CurvePoint,
  type CurveWish,
  type Knee,
  type ScalingCurve,
} from "./scaling-curve.ts";
export { adviseShape, type ShapeAdvice } from "./shape-advice.ts";
export {
  tokensForLoss,
  tokensToMatch,
  type AccuracyMatch,
  type LossFitName,
  type LossTarget,
  type TokensForLoss,
} from "./tokens-for-loss.ts";
