import type { GpuLayout, ParallelDimension } from "../plan.ts";
import { rankGroup, type RankGroup } from "./collective.ts";
import {
  contextParallelOf,
  expertParallelOf,
  expertTensorParallelOf,
  type GpuWorkload,
  replicasOf,
} from "./workload.ts";

/** Placement when a layout names none, innermost first. **Source** Megatron Core, `--tp-cp-ep-dp-pp` order. */
export const defaultOrder = "tensor-context-expert-data-pipeline";

/** The other that Megatron has: a pipeline's stages side by side. **Source** Megatron Core, `--use-tp-pp-dp-mapping`. */
export const stagesInside = "tensor-context-expert-pipeline-data";

const dimensions: readonly string[] = defaultOrder.split("-");
const read = new Map<string, readonly ParallelDimension[]>();

const isDimension = (name: string): name is ParallelDimension => dimensions.includes(name);

/** **Returns** the dimensions of an order, innermost first; undefined when it does not name all five once. */
export function dimensionsOf(order: string): readonly ParallelDimension[] | undefined {
  const known = read.get(order);
  if (known) return known;
  const names = order.split("-").filter(isDimension);
  if (new Set(names).size !== dimensions.length || names.join("-") !== order) return undefined;
  read.set(order, names);
  return names;
}

function orderOf(layout: GpuLayout): readonly ParallelDimension[] {
  const order = dimensionsOf(layout.order ?? defaultOrder);
  if (!order) throw new RangeError(`an order names each of ${defaultOrder} once, received ${layout.order}`);
  return order;
}

/** Ranks along a dimension; expert groups fold over the others, so they take no ranks of their own. */
function rankCount(layout: GpuLayout, dimension: ParallelDimension): number {
  switch (dimension) {
    case "tensor":
      return layout.tensorParallel;
    case "context":
      return contextParallelOf(layout);
    case "data":
      return layout.dataParallel;
    case "pipeline":
      return layout.pipelineParallel;
    case "expert":
      return 1;
  }
}

/** Devices between neighbours along a dimension: the ranks of everything placed inside it. */
export function strideOf(layout: GpuLayout, dimension: ParallelDimension): number {
  let stride = 1;
  for (const inner of orderOf(layout)) {
    if (inner === dimension) return stride;
    stride *= rankCount(layout, inner);
  }
  return stride;
}

/** Members of a group that lie side by side before ranks of another dimension come between. */
function sideBySide(layout: GpuLayout, members: readonly ParallelDimension[]): number {
  let ranks = 1;
  let started = false;
  for (const dimension of orderOf(layout)) {
    const size = rankCount(layout, dimension);
    if (members.includes(dimension)) {
      ranks *= size;
      if (size > 1) started = true;
    } else if (started && size > 1) return ranks;
  }
  return ranks;
}

function innermostStride(layout: GpuLayout, members: readonly ParallelDimension[]): number {
  let least = Infinity;
  for (const member of members) {
    if (rankCount(layout, member) > 1) least = Math.min(least, strideOf(layout, member));
  }
  return least === Infinity ? 1 : least;
}

function placed(work: GpuWorkload, ranks: number, stride: number, together: number): RankGroup {
  const group = rankGroup(work, ranks, stride);
  return together >= ranks ? group : { ...group, perDomain: rankGroup(work, together, stride).perDomain };
}

/** **Returns** the ranks that share one layer's matrices. */
export const tensorGroup = (work: GpuWorkload, layout: GpuLayout): RankGroup =>
  rankGroup(work, layout.tensorParallel, strideOf(layout, "tensor"));

/** **Returns** the ranks that share one sequence. */
export const contextGroup = (work: GpuWorkload, layout: GpuLayout): RankGroup =>
  rankGroup(work, contextParallelOf(layout), strideOf(layout, "context"));

/** Dimensions whose ranks hold the same weights, and those that experts fold over. */
export const replicas = ["data", "context"] as const;
export const folded = ["tensor", "context", "data"] as const;

/** Ranks along one dimension, and the devices between neighbours. */
interface Axis {
  readonly ranks: number;
  readonly stride: number;
}

/** **Returns** what some dimensions are made of, innermost first: so many ranks, so many devices apart. */
export const axesOf = (layout: GpuLayout, members: readonly ParallelDimension[]): Axis[] =>
  orderOf(layout)
    .filter((dimension) => members.includes(dimension))
    .map((dimension) => ({ ranks: rankCount(layout, dimension), stride: strideOf(layout, dimension) }));

/** **Returns** the ranks that exchange messages as stages of one pipeline. */
export const pipelineGroup = (work: GpuWorkload, layout: GpuLayout): RankGroup =>
  rankGroup(work, layout.pipelineParallel, strideOf(layout, "pipeline"));

/** Ranks between neighbours of an expert group, counted along the dimensions that it folds over. */
export function expertStep(layout: GpuLayout): number {
  const cut = expertTensorParallelOf(layout);
  const order = orderOf(layout);
  // Placed outside of data, the copies of one expert lie side by side and the experts far apart.
  if (order.indexOf("expert") < order.indexOf("data")) return cut;
  return cut * Math.max(1, (layout.tensorParallel * replicasOf(layout)) / (expertParallelOf(layout) * cut));
}

/** **Returns** `ranks` of those that hold the same weights, `apart` replicas from each other: gradients are summed here. */
export function replicaGroup(work: GpuWorkload, layout: GpuLayout, ranks: number, apart = 1): RankGroup {
  if (layout.order === undefined) return rankGroup(work, ranks, layout.tensorParallel * apart);
  const together = Math.max(1, Math.floor(sideBySide(layout, replicas) / apart));
  return placed(work, ranks, innermostStride(layout, replicas) * apart, Math.min(ranks, together));
}

/** **Returns** the ranks that share one set of experts, folded over tensor, context and data ranks. */
export function expertGroup(work: GpuWorkload, layout: GpuLayout): RankGroup {
  const ranks = expertParallelOf(layout);
  if (layout.order === undefined) return rankGroup(work, ranks, expertTensorParallelOf(layout));
  const step = expertStep(layout);
  const together = Math.max(1, Math.floor(sideBySide(layout, folded) / step));
  return placed(work, ranks, innermostStride(layout, folded) * step, Math.min(ranks, together));
}

/** **Returns** the ranks that share one expert, side by side. */
export function expertTensorGroup(work: GpuWorkload, layout: GpuLayout): RankGroup {
  const ranks = expertTensorParallelOf(layout);
  if (layout.order === undefined) return rankGroup(work, ranks, 1);
  return placed(work, ranks, innermostStride(layout, folded), Math.min(ranks, sideBySide(layout, folded)));
}

/** **Returns** `ranks` of those that hold the same experts, `apart` of them from each other. */
export function expertReplicaGroup(work: GpuWorkload, layout: GpuLayout, ranks: number, apart = 1): RankGroup {
  const between = expertParallelOf(layout) * expertTensorParallelOf(layout) * apart;
  if (layout.order === undefined) return rankGroup(work, ranks, between);
  const together = Math.max(1, Math.floor(sideBySide(layout, folded) / between));
  return placed(work, ranks, innermostStride(layout, folded) * between, Math.min(ranks, together));
}

/** Whether a stage and the next share an NVLink domain, for at least half of the boundaries. */
export function stagesTouch(work: GpuWorkload, layout: GpuLayout): boolean {
  return strideOf(layout, "pipeline") * 2 <= work.machine.linkDomain;
}
