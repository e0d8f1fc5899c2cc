import type { GpuLayout } from "../../plan.ts";
import { messageBytes } from "../activation-size.ts";
import { sendSeconds } from "../collective.ts";
import { stagesTouch, strideOf } from "../placement.ts";
import type { GpuWorkload } from "../workload.ts";

/** A message of one micro batch. **Unit** s. */
export interface Messages {
  /** How long it holds a stage. */
  readonly wait: number;
  /** How long it is under way after that. */
  readonly flight: number;
  /** How long it keeps the slowest link between two stages busy. */
  readonly slowest: number;
}

const none: Messages = { wait: 0, flight: 0, slowest: 0 };

/** **Returns** one micro batch's message from a chunk of one stage to the next. */
export function messagesOf(work: GpuWorkload, layout: GpuLayout): Messages {
  if (layout.pipelineParallel === 1) return none;
  const bytes = messageBytes(work, layout);
  const stride = strideOf(layout, "pipeline");
  const touch = stagesTouch(work, layout);
  const send = sendSeconds(work, bytes, touch, stride);
  const leave = touch && stride * layout.pipelineParallel > work.machine.linkDomain;
  const flight = send * work.software.pipelineOverlap;
  return { wait: send - flight, flight, slowest: leave ? sendSeconds(work, bytes, false, stride) : send };
}
