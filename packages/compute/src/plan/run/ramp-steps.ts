import { checkLayout } from "../gpu/check-layout.ts";
import { gpuSystemOf, workOf } from "../gpu/evaluate.ts";
import { roundOf, roundsFill, scheduleOf } from "../gpu/pipeline.ts";
import { stepCost } from "../gpu/step.ts";
import type { Ask, GpuLayout, HardwareChoice, Infeasible, Plan } from "../plan.ts";

/** How long a step of each batch size takes, and the sizes that cannot be cut as they are. */
export interface RampSteps {
  /** **Unit** s, by sequences of a batch. */
  readonly secondsOf: (size: number) => number;
  readonly uncut: readonly number[];
}

/** A ramp's smaller batches beside the plan of the full one. */
interface Ramp {
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly full: Plan;
  readonly sizes: readonly number[];
  /** Plans a batch anew, as the run's own was planned. */
  readonly planned: (ask: Ask) => Plan | Infeasible;
}

interface Step {
  readonly seconds: number;
  readonly cut: boolean;
}

/**
 * A run keeps its layout while its batch grows: weights would have to be cut anew otherwise. A batch that its replicas
 * cannot share evenly lasts as the next one that they can, for some of them have a micro batch more.
 * **Source** Megatron-LM: each size of `--rampup-batch-size` divides by micro batch x data ranks.
 */
function layoutSteps({ ask, choice, full, sizes }: Ramp, layout: GpuLayout): RampSteps {
  const system = gpuSystemOf(choice);
  const together = layout.dataParallel * layout.microbatchSize;
  const { pipelineParallel: stages } = layout;
  const interleaved = scheduleOf(layout) === "interleaved";
  // A run has one size of its rounds.
  const round = roundOf(stages, layout.microbatches);
  const stepOf = (size: number): Step => {
    for (let microbatches = Math.ceil(size / together); microbatches < layout.microbatches; microbatches++) {
      if (interleaved && !roundsFill(stages, round, microbatches)) continue;
      const globalBatchSize = microbatches * together;
      const work = workOf({ ...ask, globalBatchSize }, choice, system, full.software);
      const own = { ...layout, microbatches };
      if (!checkLayout(work, own)) return { seconds: stepCost(work, own).total, cut: globalBatchSize === size };
    }
    return { seconds: full.stepTime, cut: false };
  };
  const steps = new Map(sizes.map((size) => [size, stepOf(size)]));
  return {
    secondsOf: (size) => steps.get(size)?.seconds ?? full.stepTime,
    uncut: sizes.filter((size) => !steps.get(size)?.cut),
  };
}

/** Most batch sizes of a ramp that are planned anew; those between are drawn as straight lines. */
const sizesMax = 8;

/** A step of a batch between two that are planned; below the smallest it takes as long as that one. */
function between(known: readonly (readonly [size: number, seconds: number])[], size: number): number {
  const at = known.findIndex(([planned]) => planned >= size);
  const [above, slow] = known[at] ?? known.at(-1) ?? [size, 0];
  const [below, fast] = known[at - 1] ?? [above, slow];
  return above === below ? slow : fast + ((slow - fast) * (size - below)) / (above - below);
}

/** Wafers stream the weights in at every step: each batch may be cut in a way of its own. */
function plannedSteps({ ask, full, sizes, planned }: Ramp): RampSteps {
  const every = Math.max(1, Math.ceil(sizes.length / sizesMax));
  const known: [number, number][] = [];
  const uncut: number[] = [];
  for (const size of sizes.filter((_, index) => index % every === 0)) {
    const own = planned({ ...ask, globalBatchSize: size });
    if (own.kind === "plan") known.push([size, own.stepTime]);
    else uncut.push(size);
  }
  known.push([ask.globalBatchSize, full.stepTime]);
  return { secondsOf: (size) => between(known, size), uncut };
}

/** **Returns** the step times of a ramp's batch sizes, smallest first, all below the full one. */
export const rampSteps = (ramp: Ramp): RampSteps =>
  ramp.full.layout.kind === "gpu" ? layoutSteps(ramp, ramp.full.layout) : plannedSteps(ramp);
