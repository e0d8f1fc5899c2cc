import { rankMemory } from "../gpu/memory.ts";
import { scheduleOf } from "../gpu/pipeline.ts";
import { layerMemo, timeOf } from "../gpu/search/known.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";
import { stepsFrom } from "./reshape.ts";
import type { Priced } from "./setting.ts";

const roundsMax = 8;

/** Prices layouts of one workload, each layer once. */
function pricer(work: GpuWorkload, share: number): (layout: GpuLayout) => Priced {
  const knownOf = layerMemo(work);
  return (layout) => {
    const memory = rankMemory(work, layout);
    const fits = memory.total <= work.machine.memory * share;
    return { layout, cost: timeOf(work, layout, knownOf(layout)), memory, share, fits };
  };
}

/** Whether one is nearer to the fastest that fits: first leaner until something fits, then faster. */
function improves(next: Priced, best: Priced): boolean {
  if (!best.fits) return next.fits || next.memory.total < best.memory.total;
  return next.fits && next.cost.total < best.cost.total;
}

/** Whether a layout takes up nothing that the usual search leaves alone and this one does not have. */
function staysUsual(from: GpuLayout, to: GpuLayout): boolean {
  const bubbleless = scheduleOf(to).startsWith("zb") && scheduleOf(to) !== scheduleOf(from);
  const fields = ["offloadedOptimizer", "offloadedLayers", "contextExchange", "order"] as const;
  const kept = fields.every((field) => (to[field] || undefined) === (from[field] || undefined));
  const whole = to.tensorParallel > 1 && !to.sequenceParallel && (from.sequenceParallel || from.tensorParallel === 1);
  const shards = to.zeroStage === from.zeroStage || to.zeroStage % 2 === 1 || to.dataParallel === 1;
  return kept && shards && !bubbleless && !whole;
}

/** How far a climb goes. */
interface Reach {
  /** Of memory, that a layout may fill. */
  readonly share: number;
  /** Whether a layout agrees with what is fixed by hand; any does when absent. */
  readonly keeps?: (layout: GpuLayout) => boolean;
  /** Also what the usual search leaves alone: zero bubble, the host's memory, other placements and exchanges. */
  readonly anything?: boolean;
}

/**
 * The best layout found by single steps from a given one, each round the fastest that fits. A lower bound of what a
 * search over everything finds, at a hundredth of its cost. Without `anything` what it gains is the workload's own doing:
 * the layout it starts from has been chosen among such steps.
 */
export function climb(work: GpuWorkload, from: GpuLayout, reach: Reach): Priced {
  const { share, keeps = () => true, anything = false } = reach;
  const priceOf = pricer(work, share);
  let best = priceOf(from);
  for (let round = 0; round < roundsMax; round++) {
    const before = best;
    for (const { layout } of stepsFrom(work, before.layout)) {
      const open = layout && keeps(layout) && (anything || staysUsual(from, layout));
      const next = open ? priceOf(layout) : undefined;
      if (next && improves(next, best)) best = next;
    }
    if (best === before) break;
  }
  return best;
}
