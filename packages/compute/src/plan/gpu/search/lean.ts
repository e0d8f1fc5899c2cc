import { rankMemory } from "../memory.ts";
import type { GpuWorkload } from "../workload.ts";
import { candidate, leanestPart, offloadsOf } from "./candidate.ts";
import type { StateChoice } from "./choice.ts";
import { fits, type Progress } from "./climb.ts";
import { nodesOf, type SearchNode } from "./node.ts";
import { defaultSpace, type SearchSpace } from "./space.ts";

/**
 * Whether any layout of a node with one sharding may fit, judged by the leanest of them. 1F1B holds least of all
 * schedules on every stage, each way of recompute holds least over all layers, and offload only takes away; so where
 * none of these fits, nothing does.
 */
export function mayFit(
  work: GpuWorkload,
  space: SearchSpace,
  node: SearchNode,
  state: StateChoice,
  progress?: Progress,
): boolean {
  const single = node.schedules.filter(({ schedule, virtualPipeline: v }) => schedule === undefined && v === 1);
  for (const turn of single.length > 0 ? single : node.schedules) {
    for (const recompute of node.recomputes) {
      const offloadedLayers = offloadsOf(space, turn.perStage).at(-1);
      const recomputeLayers = recompute === "full" ? leanestPart(space, turn.perStage) : undefined;
      const layout = candidate(node, turn, state, { recompute, recomputeLayers, offloadedLayers });
      const memory = rankMemory(work, layout);
      if (progress) {
        progress.sized++;
        if (!progress.leanest || memory.total < progress.leanest.bytes) {
          progress.leanest = { layout, bytes: memory.total };
        }
      }
      // A host that cannot hold it all may hold a part.
      if (fits(work, layout, memory) || (space.offloadedLayers && memory.total <= work.machine.memory)) return true;
    }
  }
  return false;
}

/** **Returns** whether any layout of a space without offload fits; asks for no time, so it is quicker than a search. */
export function anyFits(work: GpuWorkload): boolean {
  const space = defaultSpace(work);
  return nodesOf(work, space).some((node) => node.states.some((state) => mayFit(work, space, node, state)));
}
