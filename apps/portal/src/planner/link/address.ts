import type { PinnedLayout } from "@ingot/compute";
import { firstState, type PlannerState, rampText } from "../state.ts";

/** Names of the pins in an address. */
export const pinNames = {
  tp: "tensorParallel",
  pp: "pipelineParallel",
  dp: "dataParallel",
  cp: "contextParallel",
  ep: "expertParallel",
  mb: "microbatchSize",
  vp: "virtualPipeline",
  schedule: "schedule",
  recompute: "recompute",
  zero: "zeroStage",
  shards: "shardRanks",
  again: "recomputeLayers",
  first: "firstStageLayers",
  last: "lastStageLayers",
  ol: "offloadedLayers",
  oo: "offloadedOptimizer",
  cx: "contextExchange",
  et: "expertTensorParallel",
  sp: "sequenceParallel",
  ga: "gatherAgain",
  sm: "scatterPipeline",
  og: "overlapGradients",
  op: "overlapParameters",
  oe: "overlapExperts",
  order: "order",
} as const satisfies Record<string, keyof PinnedLayout>;

/** Most characters of a packed file that a link carries: some mail programs cut addresses beyond 2,000. */
export const packedMost = 1800;

const plainNames = {
  tokens: "tokens",
  batch: "batch",
  seq: "sequence",
  dtype: "dtype",
  n: "devices",
  tool: "tool",
  with: "scheduler",
  x: "across",
  y: "up",
} as const satisfies Record<string, keyof PlannerState>;

/** The query that leads back to this state; what is as in the beginning is left out. */
export function queryOf(state: PlannerState): string {
  const query = new URLSearchParams();
  const carried = (packed: string | null): packed is string => packed !== null && packed.length <= packedMost;
  if (carried(state.config)) query.set("config", state.config);
  else if (state.model !== firstState.model) query.set("model", state.model);
  if (carried(state.cluster)) query.set("cluster", state.cluster);
  else if (state.hardware !== firstState.hardware) query.set("on", state.hardware);
  for (const [name, field] of Object.entries(plainNames)) {
    const value = state[field];
    if (value !== null && value !== firstState[field]) query.set(name, String(value));
  }
  if (state.ramp) query.set("ramp", rampText(state.ramp));
  for (const [name, field] of Object.entries(pinNames)) {
    const value = state.pins[field];
    if (value !== undefined) query.set(name, String(value));
  }
  return query.toString();
}

/** What was pasted and is too large for a link. */
export function leftOutOf(state: PlannerState): string[] {
  const tooLarge = (packed: string | null) => packed !== null && packed.length > packedMost;
  return [...(tooLarge(state.config) ? ["the model's file"] : []), ...(tooLarge(state.cluster) ? ["the cluster"] : [])];
}

/** The planner's address for an ask made elsewhere. */
export function plannerHref(ask: Partial<PlannerState>): string {
  const query = queryOf({ ...firstState, ...ask });
  return query === "" ? "/planner" : `/planner?${query}`;
}
