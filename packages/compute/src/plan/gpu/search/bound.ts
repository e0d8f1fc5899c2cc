import type { ScheduleChoice } from "./choice.ts";
import { messagesOf } from "../schedule/message.ts";
import { type Known, slowdownOf } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";
import type { SearchNode } from "./node.ts";

/** Room for rounding: a bound that equals a number in theory may exceed it in the last digits of doubles. */
export const rounding = 1 - 1e-9;

/**
 * Micro batches' worth of time that no cut of the layers can beat. 1F1B waits for at least the even cut's bubble, with
 * fewer micro batches than stages for all stages once and half a turn for each further one; of any schedule a stage
 * works on every micro batch, and the fullest works no less than the mean.
 */
function turnsAtLeast({ schedule, virtualPipeline: v }: ScheduleChoice, p: number, m: number): number {
  if (schedule !== undefined || v > 1) return m;
  return m > p ? m + p - 1 : p + (m - 1) / 2;
}

/**
 * Seconds that no layout of a node can beat: all layers and the output layer spread evenly over the stages, nothing
 * recomputed, the least turns of its schedules, messages that hold a stage but never the next, no exposed sums of
 * gradients, no optimizer. Each term of `stepCost` is at least this: every other choice adds.
 */
export function floorSeconds(work: GpuWorkload, node: SearchNode, { layer, logits }: Known): number {
  const { layout, schedules } = node;
  const { pipelineParallel: p, microbatches: m } = layout;
  const { forward, backward } = layer;
  const mean = (work.model.layers * (forward.total + backward.total) + logits) / p;
  const { wait } = messagesOf(work, layout);
  let paced = p === 1 ? m * mean : Infinity;
  for (const choice of p === 1 ? [] : schedules) {
    paced = Math.min(paced, turnsAtLeast(choice, p, m) * (mean + 2 * choice.virtualPipeline * wait));
  }
  const nodes = Math.max(1, work.devices / work.machine.devicesPerNode);
  const slowest = 1 + work.software.straggler * Math.log2(nodes);
  return (paced * slowdownOf(work) * slowest + work.software.stepOverhead) * rounding;
}
