import { seconds } from "@ingot/units";
import { stepCost } from "../gpu/step.ts";
import type { PinnedLayout } from "../gpu/search/pins.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import { spell } from "../life.ts";
import type { GpuLayout } from "../plan.ts";
import { climb } from "./climb.ts";
import type { Bound, BoundResource, Move } from "./explanation.ts";
import { keepsPins } from "./held.ts";
import { timesAlike, type Priced, withMachine } from "./setting.ts";

/** Large enough that nothing shows, small enough that no product of it is infinite. */
const endless = 1e30;
/** Steps folded into one: what is done once a step goes below a thousandth of its share. */
const manySteps = 4096;

function endlessPeaks(work: GpuWorkload): GpuWorkload {
  const peaks = Object.fromEntries(Object.keys(work.machine.peaks).map((dtype) => [dtype, endless]));
  return { ...withMachine(work, { peaks }), peak: endless };
}

const changes: Readonly<Record<Exclude<BoundResource, "batch" | "memory">, (work: GpuWorkload) => GpuWorkload>> = {
  matrix: endlessPeaks,
  network: (work) => withMachine(work, { networkBandwidth: endless, fabric: [] }, { networkLatency: 0 }),
  link: (work) => withMachine(work, { linkBandwidth: endless }, { linkLatency: 0 }),
  memoryBandwidth: (work) => withMachine(work, { memoryBandwidth: endless }),
};

const labels: Readonly<Record<BoundResource, readonly [label: string, subject: string]>> = {
  matrix: ["Matrix unit", "An infinitely fast matrix unit"],
  network: ["Network between nodes", "An infinitely fast network between nodes"],
  link: ["NVLink", "Infinitely fast links inside a node"],
  memoryBandwidth: ["Memory bandwidth", "Infinite memory bandwidth"],
  memory: ["Memory", "Memory without end, with the layout that it allows,"],
  batch: ["Batch", "An infinite batch"],
};

/** Time of the work's batch when steps never end: what is done once a step is gone. */
function endlessBatch(work: GpuWorkload, layout: GpuLayout): number {
  const sequences = layout.dataParallel * layout.microbatchSize * layout.microbatches;
  const many = { ...work, globalBatchSize: sequences * manySteps };
  const { total } = stepCost(many, { ...layout, microbatches: layout.microbatches * manySteps });
  return ((total / manySteps) * work.globalBatchSize) / sequences;
}

function endlessMemory(work: GpuWorkload, layout: GpuLayout, pinned: PinnedLayout): number {
  const keeps = (other: GpuLayout) => keepsPins(pinned, other, work.model.layers);
  return climb(withMachine(work, { memory: endless }), layout, { share: 1, keeps }).cost.total;
}

function timeWith(resource: BoundResource, work: GpuWorkload, layout: GpuLayout, pinned: PinnedLayout): number {
  if (resource === "batch") return endlessBatch(work, layout);
  if (resource === "memory") return endlessMemory(work, layout, pinned);
  return stepCost(changes[resource](work), layout).total;
}

/** Least time with a resource without end: the chosen layout's, or that of the one which twice as much of it would take. */
function leastTime(resource: BoundResource, work: GpuWorkload, now: Priced, told: Told): number {
  const { cost } = now;
  const move = told.moves.find(({ code }) => code === resource);
  const of = (layout: GpuLayout) => timeWith(resource, work, layout, told.pinned);
  // An order of passes that is fixed can end later when some of them end sooner; nobody has to use what he has.
  const atMost = [cost.total, of(now.layout), ...(move ? [cost.total / move.speedUp] : [])];
  return Math.min(...atMost, ...(move?.layout ? [of(move.layout)] : []));
}

/** What of an explanation bounds are held to: they keep the pins, and are no less than any move gives. */
interface Told {
  readonly pinned: PinnedLayout;
  readonly moves: readonly Move[];
}

/**
 * What each resource could give at most, in the chosen layout or in that of the move which takes twice as much of it (for
 * memory: the best one near by that it and the pins allow).
 * **Returns** the largest speed-up first. **Source** Amdahl 1967.
 */
export function boundsOf(work: GpuWorkload, now: Priced, told: Told): Bound[] {
  const { total } = now.cost;
  return (Object.keys(labels) as BoundResource[])
    .map((resource): Bound => {
      const [label, subject] = labels[resource];
      const time = leastTime(resource, work, now, told);
      const speedUp = total / time;
      const text =
        speedUp < 1 + timesAlike
          ? `${subject} would change nothing.`
          : `${subject} would make the step ${speedUp.toFixed(speedUp < 1.1 ? 3 : 2)} times as fast: ${spell(time)} instead of ${spell(total)}.`;
      return { resource, label, stepTime: seconds(time), speedUp, text };
    })
    .toSorted((left, right) => right.speedUp - left.speedUp);
}
