import { recomputePass } from "../layer.ts";
import { planningShare } from "../memory.ts";
import type { Known } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";
import { floorSeconds } from "./bound.ts";
import { candidate, type Rung } from "./candidate.ts";
import type { StateChoice } from "./choice.ts";
import { type Progress, sized } from "./climb.ts";
import { isLeanest } from "./lean.ts";
import type { SearchNode } from "./node.ts";
import type { SearchSpace } from "./space.ts";

interface Setting {
  readonly work: GpuWorkload;
  readonly space: SearchSpace;
  readonly progress: Progress;
}

const rungOf = (recompute: Rung["recompute"], recomputeLayers?: number): Rung => ({
  recompute,
  recomputeLayers,
  offloadedLayers: undefined,
});

/**
 * Seconds of each layer's forward pass that memory forces every layout of a node with one sharding to do again, at least.
 * Judged by 1F1B, which holds least. Memory falls ever more slowly with each further layer recomputed, so the line
 * through none and one lies below it, and where that line crosses the limit fewer layers cannot do.
 */
function forcedSeconds(at: Setting, node: SearchNode, state: StateChoice, { layer }: Known): number {
  const { work, progress } = at;
  const [turn, ...others] = node.schedules.filter(isLeanest);
  if (!turn || others.length > 0 || node.schedules.some(({ perStage }) => perStage !== turn.perStage)) return 0;
  const limit = work.machine.memory * planningShare;
  const on = (rung: Rung) => candidate(node, turn, state, rung);
  const bytes = (rung: Rung) => sized(progress, work, on(rung)).total;
  const none = bytes(rungOf("none"));
  if (none <= limit) return 0;
  let least = Infinity;
  if (node.recomputes.includes("selective") && bytes(rungOf("selective")) <= limit) {
    least = recomputePass(work, on(rungOf("selective")), layer.forward).total;
  }
  if (node.recomputes.includes("full")) {
    const saved = none - bytes(rungOf("full", turn.perStage > 1 ? 1 : undefined));
    const layers = saved > 0 ? Math.min(turn.perStage, (none - limit) / saved) : 0;
    const whole = recomputePass(work, on(rungOf("full")), layer.forward).total;
    least = Math.min(least, (layers / turn.perStage) * whole);
  }
  return least === Infinity ? 0 : least;
}

/**
 * Seconds that no layout of a node with one sharding can beat, the least recompute that its memory asks for included.
 * As `floorSeconds` where nothing is known of that: where layers may wait in the host's memory, or a part is pinned.
 */
export function forcedFloor(at: Setting, node: SearchNode, state: StateChoice, known: Known): number {
  const { work, space } = at;
  const open = !space.offloadedLayers && space.perLayer === true && node.recomputes.includes("none");
  const again = open ? forcedSeconds(at, node, state, known) : 0;
  const { forward, backward, recompute } = known.layer;
  const longer = { ...backward, total: backward.total + again };
  return floorSeconds(work, node, { layer: { forward, backward: longer, recompute }, logits: known.logits });
}
