import type { GpuLayout } from "../plan.ts";
import type { Evaluation } from "./evaluate.ts";
import { floorSeconds } from "./search/bound.ts";
import { sizeOf, tidy } from "./search/candidate.ts";
import { climb, type Progress } from "./search/climb.ts";
import { layerMemo } from "./search/known.ts";
import { mayFit } from "./search/lean.ts";
import { nodesOf, type SearchNode } from "./search/node.ts";
import { defaultSpace, type SearchSpace } from "./search/space.ts";
import type { GpuWorkload } from "./workload.ts";

export { planningShare } from "./search/climb.ts";

/** What a search found: the fastest layout that fits, and the leanest that it sized, for a refusal. */
export interface SearchResult {
  readonly best: Evaluation | undefined;
  readonly leanest: { readonly layout: GpuLayout; readonly bytes: number } | undefined;
  /** Layouts of the space: each was priced, or proven no better by a bound. */
  readonly considered: number;
  /** Layouts whose step time was computed, and whose memory was. */
  readonly timed: number;
  readonly sized: number;
}

/**
 * The fastest layout of some nodes that fits, by branch and bound: nodes in the order of their lower bounds, until a
 * bound reaches the best time; within a node, ladders of recompute and offload whose lowest rung bounds the others.
 */
export function searchNodes(
  work: GpuWorkload,
  space: SearchSpace,
  nodes: readonly SearchNode[],
  batch: number,
): SearchResult {
  const knownOf = layerMemo(work);
  const floors = nodes.map((node) => {
    const { dataParallel, microbatchSize, microbatches } = node.layout;
    return floorSeconds(work, node, knownOf(node.layout)) * (batch / (dataParallel * microbatchSize * microbatches));
  });
  const order = nodes.map((_, index) => index).toSorted((left, right) => (floors[left] ?? 0) - (floors[right] ?? 0));
  const progress: Progress = { best: undefined, leanest: undefined, timed: 0, sized: 0 };
  for (const index of order) {
    const node = nodes[index];
    if (!node || (progress.best && (floors[index] ?? 0) >= progress.best.score)) break;
    const known = knownOf(node.layout);
    for (const state of node.states) {
      if (!mayFit(work, space, node, state, progress)) continue;
      for (const turn of node.schedules) climb({ work, space, node, known, turn, state, batch }, progress);
    }
  }
  const { best, leanest, timed, sized } = progress;
  return {
    best: best && { layout: tidy(best.layout), cost: best.cost, memory: best.memory },
    leanest: leanest && { layout: tidy(leanest.layout), bytes: leanest.bytes },
    considered: nodes.reduce((sum, node) => sum + sizeOf(space, node), 0),
    timed,
    sized,
  };
}

/**
 * The fastest layout of a space that fits: the optimum, proven by bounds.
 * **Cost** a few milliseconds; most layouts are decided by the bound of their node.
 */
export const searchLayouts = (work: GpuWorkload, space: SearchSpace = defaultSpace(work)): SearchResult =>
  searchNodes(work, space, nodesOf(work, space), work.globalBatchSize);
