import type { GpuLayout } from "../plan.ts";
import { softmaxFuses } from "./kernel.ts";
import { expertParallelOf, type GpuWorkload } from "./workload.ts";

/**
 * Kernels of one way through a layer, as `launch` is believed to be made up; those of a softmax left unfused, of routing
 * tokens to experts and back (assumed), and of one expert.
 */
const kernels = { layer: 20, softmaxApart: 4, routing: 15, expert: 2 } as const;

/** Heads' score matrices of one micro batch on one rank. */
export const scoreMatrices = ({ model }: GpuWorkload, { microbatchSize, tensorParallel }: GpuLayout): number =>
  (microbatchSize * model.heads) / tensorParallel;

/** Kernels that experts add to a mean layer, where each expert's products are kernels of their own. */
function expertKernels({ model, software }: GpuWorkload, layout: GpuLayout): number {
  const { experts, layers } = model;
  if (!experts || !software.multipliesExpertsApart) return 0;
  const held = Math.max(1, experts.count / expertParallelOf(layout));
  return (1 - (experts.denseLayers ?? 0) / layers) * (kernels.routing + kernels.expert * held);
}

/** Time that the processor needs to launch one layer forward. **Unit** s. */
export function launchSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { fusedAttention, launch } = work.software;
  const apart = fusedAttention || softmaxFuses(scoreMatrices(work, layout)) ? 0 : kernels.softmaxApart;
  return launch * (1 + (apart + expertKernels(work, layout)) / kernels.layer);
}

/** Whether the processor waits in every layer until the GPU has done all that was launched. */
export const waitsInLayers = ({ model, software, graphs }: GpuWorkload): boolean =>
  model.clampedGate === true && software.clampsApart === true && !graphs;

/**
 * Time of the GPU's work together with its launches. The GPU's queue hides them until they take longer than the work: a
 * soft maximum. Where the processor waits for an empty queue they follow the work; a recorded graph needs none. **Unit** s.
 */
export function launchedSeconds(work: GpuWorkload, device: number, processor: number): number {
  if (work.graphs) return device;
  return waitsInLayers(work) ? device + processor : (device ** 8 + processor ** 8) ** 0.125;
}
