import type { GpuLayout } from "../../plan.ts";
import { layerInputBytes } from "../activation-size.ts";
import { layerActivationBytes, logitsBytes, planningShare } from "../memory.ts";
import type { GpuWorkload } from "../workload.ts";
import type { SearchSpace } from "./space.ts";

/** Room for rounding: a bound that equals a memory in real numbers may exceed it in the last digits of doubles. */
const rounding = 1 - 1e-9;

/**
 * Layers' worth of inputs that the fullest stage keeps at least, whatever the schedule. A stage that has its share of
 * the layers is the first, one between or the last, which hold `p`, `p - 1` and 1 micro batches, or all there are.
 */
function aliveAtLeast({ model, software }: GpuWorkload, space: SearchSpace, layout: GpuLayout): number {
  const { pipelineParallel: p, microbatches: m } = layout;
  if (p === 1) return model.layers;
  const stated = space.ends?.firstStageLayers !== undefined || space.ends?.lastStageLayers !== undefined;
  if (stated || software.balancedStages) return 1;
  return Math.max(1, (model.layers / p) * Math.max(1, Math.min(m, p - 1)));
}

/**
 * Whether a rank may hold a micro batch of this size under any schedule, sharding and recompute: the logits, or one
 * layer at work and the inputs of the others that wait for their backward pass. Needs no states, so that it is quick.
 * Falls with each further sequence, so where one size is too much, every larger one is.
 */
export function mayHold(work: GpuWorkload, space: SearchSpace, layout: GpuLayout): boolean {
  const { fragmentation, reserved, fusedAttention } = work.software;
  const input = layerInputBytes(work, layout) / (layout.sequenceParallel ? layout.tensorParallel : 1);
  // In the host's memory activations may all wait.
  const activations = space.offloadedLayers
    ? 0
    : layerActivationBytes(work, layout, !fusedAttention) + (aliveAtLeast(work, space, layout) - 1) * input;
  const least = reserved + fragmentation * Math.max(activations, logitsBytes(work, layout));
  return least * rounding <= work.machine.memory * planningShare;
}
