import type { GpuLayout } from "../../plan.ts";
import { messageBytes } from "../activation-size.ts";
import { sendSeconds } from "../collective.ts";
import { stagesTouch, strideOf } from "../placement.ts";
import type { GpuWorkload } from "../workload.ts";

/** A message of one micro batch: how long it holds a stage, and how long it is under way after that. **Unit** s. */
export interface Messages {
  readonly wait: number;
  readonly flight: number;
}

/** **Returns** one micro batch's message from a chunk of one stage to the next. */
export function messagesOf(work: GpuWorkload, layout: GpuLayout): Messages {
  if (layout.pipelineParallel === 1) return { wait: 0, flight: 0 };
  const send = sendSeconds(work, messageBytes(work, layout), stagesTouch(work, layout), strideOf(layout, "pipeline"));
  const flight = send * work.software.pipelineOverlap;
  return { wait: send - flight, flight };
}
