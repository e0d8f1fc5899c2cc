export { Capacity } from "./capacity.ts";
export type { ClusterFree, Machine, Part } from "./capacity.ts";
export { nodesFor, place, placeBeside } from "./place.ts";
export type { Blocked, Need, Placed } from "./place.ts";
export { estimateStart, queueOrder, schedulePass } from "./queue.ts";
export type { Decision, Holding, StartEstimate, Waiting } from "./queue.ts";
