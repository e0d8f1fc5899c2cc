import type { GpuWorkload } from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";
import { stepsFrom } from "./reshape.ts";
import { price, type Priced } from "./setting.ts";

const roundsMax = 8;

/**
 * The best layout found by single steps from a given one, each round the fastest that fits. A lower bound of what a
 * search over everything finds, at a hundredth of its cost.
 */
export function climb(work: GpuWorkload, from: GpuLayout): Priced {
  let best = price(work, from);
  for (let round = 0; round < roundsMax; round++) {
    let better: Priced | undefined;
    for (const { layout } of stepsFrom(work, best.layout)) {
      if (!layout) continue;
      const next = price(work, layout);
      const beaten = better ?? best;
      const improves = best.fits
        ? next.fits && next.cost.total < beaten.cost.total
        : next.memory.total < beaten.memory.total;
      if (improves) better = next;
    }
    if (!better) break;
    best = better;
  }
  return best;
}
