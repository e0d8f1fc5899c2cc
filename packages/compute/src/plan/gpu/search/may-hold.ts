import type { GpuLayout } from "../../plan.ts";
import { layerInputBytes } from "../activation-size.ts";
import { layerActivationBytes, logitsBytes, planningShare } from "../memory.ts";
import type { GpuWorkload } from "../workload.ts";
import { rounding } from "./bound.ts";
import type { SearchSpace } from "./space.ts";

/** What each sequence of a micro batch asks of a rank, whatever the schedule, sharding and recompute. **Unit** byte. */
export interface SequenceBytes {
  /** One layer while it is at work. */
  readonly atWork: number;
  /** Each other layer that waits for its backward pass: its input at least. */
  readonly waiting: number;
  readonly logits: number;
}

/** **Returns** what one sequence asks of the ranks of a layout: activations grow with the sequences of a micro batch. */
export function sequenceBytes(work: GpuWorkload, space: SearchSpace, layout: GpuLayout): SequenceBytes {
  const one = { ...layout, microbatchSize: 1 };
  const logits = logitsBytes(work, one);
  // In the host's memory activations may all wait.
  if (space.offloadedLayers) return { atWork: 0, waiting: 0, logits };
  return {
    atWork: layerActivationBytes(work, one, !work.software.fusedAttention),
    waiting: layerInputBytes(work, one) / (layout.sequenceParallel ? layout.tensorParallel : 1),
    logits,
  };
}

/**
 * Layers' worth of inputs that the fullest stage keeps at least, whatever the schedule. A stage that has its share of
 * the layers is the first, one between or the last, which hold `p`, `p - 1` and 1 micro batches, or all there are.
 */
function aliveAtLeast({ model, software }: GpuWorkload, space: SearchSpace, p: number, m: number): number {
  if (p === 1) return model.layers;
  const stated = space.ends?.firstStageLayers !== undefined || space.ends?.lastStageLayers !== undefined;
  if (stated || software.balancedStages) return 1;
  return Math.max(1, (model.layers / p) * Math.max(1, Math.min(m, p - 1)));
}

/** Micro batches of one size that pass through so many stages. */
interface Passing {
  readonly stages: number;
  readonly size: number;
  readonly count: number;
}

/**
 * Whether a rank may hold micro batches of a size under any schedule, sharding and recompute: the logits, or one layer
 * at work and the inputs of the others that wait for their backward pass. Asks for no states, so that it is quick. Falls
 * with each further sequence: where one size is too much, every larger one is.
 */
export function mayHold(work: GpuWorkload, space: SearchSpace, passing: Passing, each: SequenceBytes): boolean {
  const alive = aliveAtLeast(work, space, passing.stages, passing.count);
  const bytes = passing.size * Math.max(each.logits, each.atWork + (alive - 1) * each.waiting);
  const { fragmentation, reserved } = work.software;
  return (reserved + fragmentation * bytes) * rounding <= work.machine.memory * planningShare;
}
