export { explainPlan } from "./explain-plan.ts";
export type {
  BetweenSteps,
  Bound,
  BoundResource,
  Change,
  ExplainedBar,
  Explanation,
  Move,
  Neighbour,
  Refusal,
} from "./explanation.ts";
export { memoryByRank, type StageBars } from "./memory-by-rank.ts";
export { pipelineSchedule, type PipelinePicture } from "./pipeline-picture.ts";
export type { Slot } from "./slot.ts";
export { topologyOf, type LinkKind, type Topology, type TopologyGroup } from "./topology.ts";
