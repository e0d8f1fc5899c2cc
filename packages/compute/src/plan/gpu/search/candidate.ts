import type { GpuLayout } from "../../plan.ts";
import type { GpuWorkload } from "../workload.ts";
import type { ScheduleChoice, StateChoice } from "./choice.ts";
import { nodesOf, type SearchNode } from "./node.ts";
import type { SearchSpace } from "./space.ts";

/** What is computed twice and what waits in the host's memory. */
export interface Rung {
  readonly recompute: GpuLayout["recompute"];
  readonly recomputeLayers: number | undefined;
  readonly offloadedLayers: number | undefined;
}

/** **Returns** one layout of a node. Every field is named, so that all layouts of a search are alike to the machine. */
export function candidate(
  node: Pick<SearchNode, "layout">,
  turn: ScheduleChoice,
  state: StateChoice,
  rung: Rung,
): GpuLayout {
  const { layout } = node;
  return {
    kind: "gpu",
    tensorParallel: layout.tensorParallel,
    pipelineParallel: layout.pipelineParallel,
    dataParallel: layout.dataParallel,
    virtualPipeline: turn.virtualPipeline,
    schedule: turn.schedule,
    firstStageLayers: turn.firstStageLayers,
    lastStageLayers: turn.lastStageLayers,
    microbatchSize: layout.microbatchSize,
    microbatches: layout.microbatches,
    recompute: rung.recompute,
    recomputeLayers: rung.recomputeLayers,
    zeroStage: state.zeroStage,
    sequenceParallel: layout.sequenceParallel,
    gatherAgain: layout.gatherAgain,
    scatterPipeline: layout.scatterPipeline,
    offloadedLayers: rung.offloadedLayers,
    offloadedOptimizer: state.offloadedOptimizer,
    shardRanks: state.shardRanks,
    contextParallel: layout.contextParallel,
    contextExchange: layout.contextExchange,
    expertParallel: layout.expertParallel,
    expertTensorParallel: layout.expertTensorParallel,
    overlapGradients: state.overlapGradients,
    overlapParameters: state.overlapParameters,
    overlapExperts: layout.overlapExperts,
    order: layout.order,
  };
}

/** **Returns** a layout without the fields that say nothing, as it is shown, stored and signed. */
export function tidy(layout: GpuLayout): GpuLayout {
  const { kind, ...rest } = layout;
  const said = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { kind, ...(Object.fromEntries(said) as Omit<GpuLayout, "kind">) };
}

/** The rung without any of it. */
export const plain: Rung = { recompute: "none", recomputeLayers: undefined, offloadedLayers: undefined };

type Stage = Pick<ScheduleChoice, "perStage" | "virtualPipeline">;

/** Layers of a stage from one number that full recompute may name to the next. */
const strideOf = ({ chunksAlike }: SearchSpace, { virtualPipeline }: Stage): number =>
  chunksAlike ? virtualPipeline : 1;

/** **Returns** how many numbers of recomputed layers full recompute may name. */
export const partsOf = (space: SearchSpace, stage: Stage): number =>
  space.perLayer === true ? stage.perStage / strideOf(space, stage) : 1;

/** **Returns** one of these numbers, fewest layers first; undefined stands for all of a stage. */
export function partAt(space: SearchSpace, stage: Stage, index: number): number | undefined {
  const { perLayer } = space;
  if (typeof perLayer === "number") return perLayer === stage.perStage ? undefined : perLayer;
  return index === partsOf(space, stage) - 1 ? undefined : (index + 1) * strideOf(space, stage);
}

/** **Returns** a rung of full recompute without offload. */
export const fullRung = (space: SearchSpace, stage: Stage, index: number): Rung => ({
  recompute: "full",
  recomputeLayers: partAt(space, stage, index),
  offloadedLayers: undefined,
});

/** **Returns** the rungs without offload from the fastest up to the leanest: nothing, selective, one layer to all. */
export const rungsOf = (space: SearchSpace, node: SearchNode, stage: Stage): Rung[] =>
  node.recomputes.flatMap((recompute): Rung[] =>
    recompute === "full"
      ? Array.from({ length: partsOf(space, stage) }, (_, index) => fullRung(space, stage, index))
      : [{ recompute, recomputeLayers: undefined, offloadedLayers: undefined }],
  );

/** **Returns** the numbers of a stage's layers that may wait in the host's memory, fewest first; undefined stands for none. */
export function offloadsOf({ offloadedLayers: asked }: SearchSpace, perStage: number): (number | undefined)[] {
  if (typeof asked === "number") return [asked === 0 ? undefined : asked];
  return asked ? [undefined, ...Array.from({ length: perStage }, (_, index) => index + 1)] : [undefined];
}

/** **Returns** how many layouts a node holds. */
export function sizeOf(space: SearchSpace, node: SearchNode): number {
  let rungs = 0;
  for (const turn of node.schedules) {
    const full = node.recomputes.includes("full") ? partsOf(space, turn) - 1 : 0;
    rungs += (node.recomputes.length + full) * offloadsOf(space, turn.perStage).length;
  }
  return rungs * node.states.length;
}

/** Every layout of a node, one by one. */
export function* layoutsOf(space: SearchSpace, node: SearchNode): Generator<GpuLayout> {
  for (const turn of node.schedules) {
    const rungs = rungsOf(space, node, turn);
    const offloads = offloadsOf(space, turn.perStage);
    for (const state of node.states) {
      for (const rung of rungs) {
        for (const offloadedLayers of offloads) yield candidate(node, turn, state, { ...rung, offloadedLayers });
      }
    }
  }
}

/** Every layout of a space: what an exhaustive search would try. */
export function* allLayouts(work: GpuWorkload, space: SearchSpace): Generator<GpuLayout> {
  for (const node of nodesOf(work, space)) yield* layoutsOf(space, node);
}
