import { cutsTokens } from "../gpu/check-layout.ts";
import { rankMemory } from "../gpu/memory.ts";
import { layerMemo, timeOf } from "../gpu/search/known.ts";
import { defaultSpace } from "../gpu/search/space.ts";
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

/** What the usual search takes of each field that it combines; of others it takes what it finds. */
function usualOf(work: GpuWorkload): Partial<Record<keyof GpuLayout, readonly unknown[]>> {
  const space = defaultSpace(work);
  return {
    tensorParallel: space.tensorParallel,
    contextParallel: [undefined, ...space.contextParallel],
    expertParallel: [undefined, ...space.expertParallel],
    expertTensorParallel: [undefined, ...space.expertTensorParallel],
    microbatchSize: space.microbatchSizes,
    schedule: [undefined, ...space.schedules],
    shardRanks: [undefined, ...space.shardRanks],
    offloadedOptimizer: [undefined, ...space.offloadedOptimizer],
    offloadedLayers: [undefined, 0],
    contextExchange: [undefined, ...space.contextExchanges],
    order: space.orders,
    gatherAgain: [undefined, ...space.gatherAgain],
    scatterPipeline: [undefined, ...space.scatterPipeline],
    overlapGradients: [undefined, ...space.overlapGradients],
    overlapParameters: [undefined, ...space.overlapParameters],
  };
}

/** **Returns** whether a layout takes up nothing that the usual search leaves alone and `from` does not have. */
function usualBeside(work: GpuWorkload, from: GpuLayout): (to: GpuLayout) => boolean {
  const fields = Object.entries(usualOf(work)) as [keyof GpuLayout, readonly unknown[]][];
  const { zeroStages, chunksMax } = defaultSpace(work);
  return (to) => {
    const kept = fields.every(([field, values]) => values.includes(to[field]) || to[field] === from[field]);
    const whole = !to.sequenceParallel && cutsTokens(work, to) && (from.sequenceParallel || !cutsTokens(work, from));
    const shards = to.zeroStage === from.zeroStage || zeroStages.includes(to.zeroStage) || to.dataParallel === 1;
    return kept && shards && !whole && to.virtualPipeline <= Math.max(chunksMax, from.virtualPipeline);
  };
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
  const staysUsual = anything ? () => true : usualBeside(work, from);
  let best = priceOf(from);
  for (let round = 0; round < roundsMax; round++) {
    const before = best;
    for (const { layout } of stepsFrom(work, before.layout)) {
      const open = layout && keeps(layout) && staysUsual(layout);
      const next = open ? priceOf(layout) : undefined;
      if (next && improves(next, best)) best = next;
    }
    if (best === before) break;
  }
  return best;
}
