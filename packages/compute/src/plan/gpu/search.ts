import type { GpuLayout } from "../plan.ts";
import type { Evaluation } from "./evaluate.ts";
import { floorSeconds } from "./search/bound.ts";
import { sizeOf, tidy } from "./search/candidate.ts";
import { climb, type Progress } from "./search/climb.ts";
import { forcedFloor } from "./search/forced.ts";
import { layerMemo } from "./search/known.ts";
import { mayFit } from "./search/lean.ts";
import { nodesOf, type SearchNode } from "./search/node.ts";
import { type PinnedLayout, pinnedNodes, pinSpace } from "./search/pins.ts";
import { defaultSpace, type SearchSpace } from "./search/space.ts";
import type { Known } from "./step.ts";
import type { GpuWorkload } from "./workload.ts";

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

/** A node with what its layers cost and the least time of its layouts, for the whole batch of the search. */
interface Bounded {
  readonly node: SearchNode;
  readonly known: Known;
  /** Steps of the node that the batch takes. */
  readonly rounds: number;
  readonly floor: number;
}

function boundedNodes(work: GpuWorkload, nodes: readonly SearchNode[], batch: number): Bounded[] {
  const knownOf = layerMemo(work);
  return nodes
    .map((node): Bounded => {
      const { dataParallel, microbatchSize, microbatches } = node.layout;
      const known = knownOf(node.layout);
      const rounds = batch / (dataParallel * microbatchSize * microbatches);
      return { node, known, rounds, floor: floorSeconds(work, node, known) * rounds };
    })
    .toSorted((left, right) => left.floor - right.floor);
}

interface Search {
  readonly work: GpuWorkload;
  readonly space: SearchSpace;
  readonly batch: number;
}

/** Climbs every ladder of a node that may hold something faster than the best so far. */
function searchNode(search: Search, { node, known, rounds }: Bounded, progress: Progress): void {
  const { work, space, batch } = search;
  for (const state of node.states) {
    if (!mayFit(work, space, node, state, progress)) continue;
    if (progress.best) {
      const least = forcedFloor({ work, space, progress }, node, state, known) * rounds;
      if (least >= progress.best.score) continue;
    }
    for (const turn of node.schedules) climb({ work, space, node, known, turn, state, batch }, progress);
  }
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
  const progress: Progress = { best: undefined, leanest: undefined, timed: 0, sized: 0 };
  for (const bounded of boundedNodes(work, nodes, batch)) {
    if (progress.best && bounded.floor >= progress.best.score) break;
    searchNode({ work, space, batch }, bounded, progress);
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

/** The fastest layout of a space that fits, among those that agree with what is fixed by hand. */
export function searchPinned(
  work: GpuWorkload,
  pinned: PinnedLayout,
  space: SearchSpace = defaultSpace(work),
): SearchResult {
  const left = pinSpace(space, pinned);
  return searchNodes(work, left, pinnedNodes(work, left, pinned), work.globalBatchSize);
}
