import type { GpuLayout } from "../plan.ts";
import { activationBytes, contextParallelOf, type GpuWorkload } from "./workload.ts";

/** **Returns** tokens of a micro batch on one rank of those that share its sequence. */
export const rankTokens = ({ sequenceLength }: GpuWorkload, layout: GpuLayout): number =>
  (layout.microbatchSize * sequenceLength) / contextParallelOf(layout);

/** **Returns** bytes that pass from one layer to the next with one micro batch, on one rank of a sequence, not cut. */
export const layerInputBytes = (work: GpuWorkload, layout: GpuLayout): number =>
  activationBytes(work.dtype) * rankTokens(work, layout) * work.model.hidden;

/** **Returns** bytes of one layer's keys and values of one rank's tokens, its tensor group's share. */
export const keyValueBytes = (work: GpuWorkload, layout: GpuLayout): number =>
  (2 * activationBytes(work.dtype) * rankTokens(work, layout) * work.model.keyValueHeads * work.model.headSize) /
  layout.tensorParallel;

/** **Returns** bytes of one micro batch's message between two chunks: each rank of a tensor group sends its part. */
export const messageBytes = (work: GpuWorkload, layout: GpuLayout): number =>
  layerInputBytes(work, layout) / (layout.scatterPipeline === false ? 1 : layout.tensorParallel);
