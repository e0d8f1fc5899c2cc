import { bubbleSeconds } from "../pipeline.ts";
import { type Known, slowdownOf } from "../step.ts";
import { pipelineTraffic } from "../traffic.ts";
import type { GpuWorkload } from "../workload.ts";
import type { SearchNode } from "./node.ts";

/** Room for rounding: a bound that equals a time in real numbers may exceed it in the last digits of doubles. */
const rounding = 1 - 1e-9;

/**
 * Seconds that no layout of a node can beat: all layers and the output layer spread evenly over the stages, nothing
 * recomputed, the smallest bubble of its schedules, messages of one chunk, no exposed sums of gradients, no optimizer.
 * Each term of `stepCost` is at least this: the slowest stage is no faster than the mean one, and every other choice
 * adds.
 */
export function floorSeconds(work: GpuWorkload, node: SearchNode, { layer, logits }: Known): number {
  const { layout, schedules } = node;
  const p = layout.pipelineParallel;
  const { forward, backward } = layer;
  const mean = (work.model.layers * (forward.total + backward.total) + logits) / p;
  const weight = (work.model.layers * forward.matrix) / p;
  let bubble = p === 1 ? 0 : Infinity;
  for (const { schedule, virtualPipeline } of p === 1 ? [] : schedules) {
    bubble = Math.min(bubble, bubbleSeconds({ pipelineParallel: p, virtualPipeline, schedule }, mean, weight));
  }
  const paced = layout.microbatches * mean + bubble + pipelineTraffic(work, layout).exposed;
  const nodes = Math.max(1, work.devices / work.machine.devicesPerNode);
  const slowest = 1 + work.software.straggler * Math.log2(nodes);
  return (paced * slowdownOf(work) * slowest + work.software.stepOverhead) * rounding;
}
