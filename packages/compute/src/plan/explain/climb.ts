import { rankMemory } from "../gpu/memory.ts";
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

/**
 * The best layout found by single steps from a given one, each round the fastest that fills at most `share` of memory. A lower bound of what a
 * search over everything finds, at a hundredth of its cost.
 */
export function climb(work: GpuWorkload, from: GpuLayout, share: number): Priced {
  const priceOf = pricer(work, share);
  let best = priceOf(from);
  for (let round = 0; round < roundsMax; round++) {
    const before = best;
    for (const { layout } of stepsFrom(work, before.layout)) {
      const next = layout && priceOf(layout);
      if (next && improves(next, best)) best = next;
    }
    if (best === before) break;
  }
  return best;
}
