import { rankMemory } from "../memory.ts";
import type { GpuWorkload } from "../workload.ts";
import { candidate, offloadsOf, partAt, partsOf } from "./candidate.ts";
import type { ScheduleChoice, StateChoice } from "./choice.ts";
import { fits, type Progress, sized } from "./climb.ts";
import { nodesOf, type SearchNode } from "./node.ts";
import { defaultSpace, type SearchSpace } from "./space.ts";

type Bare = Omit<SearchNode, "family">;

/** Plain 1F1B, which holds least of all schedules on every stage. */
export const isLeanest = ({ schedule, virtualPipeline }: ScheduleChoice): boolean =>
  schedule === undefined && virtualPipeline === 1;

/**
 * Ways of recompute of which one holds least: a stage keeps `kept (alive - 1)` and one layer at work, so what keeps
 * least of a layer holds least, and nothing keeps less than its input. In the host's memory it is the other way round.
 */
function leanestWays(space: SearchSpace, { recomputes }: Bare): SearchSpace["recomputes"] {
  const whole = typeof space.perLayer === "boolean" && !space.offloadedLayers;
  return whole && recomputes.includes("full") ? ["full"] : recomputes;
}

function leanestFits(work: GpuWorkload, space: SearchSpace, node: Bare, state: StateChoice, progress?: Progress) {
  const single = node.schedules.filter(isLeanest);
  for (const turn of single.length > 0 ? single : node.schedules) {
    const offloadedLayers = offloadsOf(space, turn.perStage).at(-1);
    for (const recompute of leanestWays(space, node)) {
      const last = partsOf(space, turn) - 1;
      const recomputeLayers = recompute === "full" ? partAt(space, turn, last) : undefined;
      const layout = candidate(node, turn, state, { recompute, recomputeLayers, offloadedLayers });
      const memory = progress ? sized(progress, work, layout) : rankMemory(work, layout);
      // A host that cannot hold it all may hold a part.
      if (fits(work, layout, memory) || (space.offloadedLayers && memory.total <= work.machine.memory)) return true;
    }
  }
  return false;
}

/** Whether the leanest of a node's family may fit. Of no other schedule is it known that a smaller micro batch holds less. */
function familyFits(work: GpuWorkload, space: SearchSpace, node: SearchNode, state: StateChoice, progress?: Progress) {
  const { leanest, mayFit: known } = node.family;
  if (leanest.layout === node.layout || !leanest.schedules.some(isLeanest)) return true;
  const before = known.get(state);
  if (before !== undefined) return before;
  const found = leanestFits(work, space, leanest, state, progress);
  known.set(state, found);
  return found;
}

/**
 * Whether any layout of a node with one sharding may fit, judged by the leanest of them. 1F1B holds least of all
 * schedules on every stage, the smallest micro batch least of all sizes, each way of recompute least over all layers, and
 * offload only takes away; so where none of these fits, nothing does.
 */
export const mayFit = (
  work: GpuWorkload,
  space: SearchSpace,
  node: SearchNode,
  state: StateChoice,
  progress?: Progress,
): boolean => familyFits(work, space, node, state, progress) && leanestFits(work, space, node, state, progress);

/** **Returns** whether any layout of a space without offload fits; asks for no time, so it is quicker than a search. */
export function anyFits(work: GpuWorkload): boolean {
  const space = defaultSpace(work);
  return nodesOf(work, space).some((node) => node.states.some((state) => mayFit(work, space, node, state)));
}
