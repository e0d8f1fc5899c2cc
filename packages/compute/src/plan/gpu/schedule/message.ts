import type { GpuLayout } from "../../plan.ts";
import { sendSeconds } from "../collective.ts";
import { stagesTouch, strideOf } from "../placement.ts";
import { activationBytes, contextParallelOf, type GpuWorkload } from "../workload.ts";

/** A message of one micro batch: how long it holds a stage, and how long it is under way after that. **Unit** s. */
export interface Messages {
  readonly wait: number;
  readonly flight: number;
}

/** **Returns** one micro batch's message from a chunk of one stage to the next. */
export function messagesOf(work: GpuWorkload, layout: GpuLayout): Messages {
  const { tensorParallel, pipelineParallel, microbatchSize, scatterPipeline } = layout;
  if (pipelineParallel === 1) return { wait: 0, flight: 0 };
  const tokens = (microbatchSize * work.sequenceLength) / contextParallelOf(layout);
  // Each rank of a tensor group sends its part; the receivers gather over NVLink.
  const parts = scatterPipeline === false ? 1 : tensorParallel;
  const bytes = (activationBytes(work.dtype) * tokens * work.model.hidden) / parts;
  const send = sendSeconds(work, bytes, stagesTouch(work, layout), strideOf(layout, "pipeline"));
  const flight = send * work.software.pipelineOverlap;
  return { wait: send - flight, flight };
}
