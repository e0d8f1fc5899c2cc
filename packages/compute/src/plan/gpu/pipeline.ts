import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout, PipelineSchedule } from "../plan.ts";

/** What of a layout decides how its stages take turns. */
export type Turns = Pick<GpuLayout, "pipelineParallel" | "virtualPipeline" | "schedule">;

/** **Returns** the schedule that a layout runs. */
export const scheduleOf = (layout: Turns): PipelineSchedule =>
  layout.schedule ?? (layout.virtualPipeline > 1 ? "interleaved" : "1f1b");

/** Layers of the first stage, of each stage between, and of the last. */
export interface StageLayers {
  readonly first: number;
  readonly middle: number;
  readonly last: number;
}

/**
 * Layers of the stages. Where they do not divide evenly and the layout says nothing, the ends get fewer, for they also
 * hold the tables; which of them is the framework's choice, so the first may yet hold a whole share.
 */
export function stageLayers(layers: number, layout: GpuLayout): StageLayers {
  const p = layout.pipelineParallel;
  if (p === 1) return { first: layers, middle: layers, last: layers };
  const { firstStageLayers, lastStageLayers } = layout;
  if (firstStageLayers === undefined && lastStageLayers === undefined) {
    const middle = Math.ceil(layers / p);
    const spare = middle * p - layers;
    return { first: middle, middle, last: Math.max(0, middle - Math.ceil(spare / 2)) };
  }
  if (p === 2) {
    const first = firstStageLayers ?? layers - (lastStageLayers ?? 0);
    const last = lastStageLayers ?? layers - first;
    return { first, middle: Math.max(first, last), last };
  }
  const even = (layers - (firstStageLayers ?? 0) - (lastStageLayers ?? 0)) / (p - stated(layout));
  return { first: firstStageLayers ?? even, middle: even, last: lastStageLayers ?? even };
}

const stated = (layout: GpuLayout): number =>
  (layout.firstStageLayers === undefined ? 0 : 1) + (layout.lastStageLayers === undefined ? 0 : 1);

/**
 * Layers of every stage where the framework weighs the output layer beside them: each stage takes layers until it has
 * passed its share of the products, the one that passes it included.
 * **Source** nanotron, models/base.py and the costs of its blocks in models/llama.py.
 */
export function balancedStages(model: ModelShape, p: number): number[] {
  const width = model.heads * model.headSize;
  const layer = 4 * width * model.hidden + 3 * model.feedForward * model.hidden;
  const whole = model.layers * layer + model.paddedVocabulary * model.hidden;
  const stages = Array.from({ length: p }, () => 0);
  let stage = 0;
  for (let done = 1; done <= model.layers; done++) {
    stages[stage] = (stages[stage] ?? 0) + 1;
    if (done * layer > (whole * (stage + 1)) / p) stage++;
  }
  return stages;
}

/** Layers of the fullest stage. */
export function layersPerStage(layers: number, layout: GpuLayout): number {
  if (layout.firstStageLayers === undefined && layout.lastStageLayers === undefined) {
    return Math.ceil(layers / layout.pipelineParallel);
  }
  const { first, middle, last } = stageLayers(layers, layout);
  return Math.max(first, middle, last);
}

/**
 * Layers' worth of activations alive on a stage that holds `held` layers, at most.
 * **Source** 1F1B and interleaved: arXiv 2205.05198 section 4.2.3, `L (1 + (p-1)/(pv))` on the first stage; ZB-H1 and
 * ZB-V hold on every stage what 1F1B holds on its first: arXiv 2401.10241 sections 2.1 and 6.
 */
export function layersAliveOn(layout: GpuLayout, stage: number, held: number): number {
  const { pipelineParallel: p, virtualPipeline: v, microbatches: m } = layout;
  switch (scheduleOf(layout)) {
    case "1f1b":
      return held * Math.min(m, p - stage);
    case "interleaved":
      return (held / v) * Math.min(m * v, (v - 1) * p + 2 * (p - stage - 1) + 1);
    case "zb-h1":
    case "zb-v":
      return held * Math.min(m, p);
  }
}

/**
 * Time that a stage waits in a step. `mean` is one micro batch's forward and backward on a stage, `weight` the part of
 * it that computes weight gradients, which zero-bubble schedules put into the gaps.
 * **Unit** s.
 * **Source** 1F1B `(p-1)(F+B+W)`, interleaved `1/v` of it (arXiv 2104.04473); ZB-H1 `(p-1)(F+B-W)`; ZB-V nothing where
 * the three are equal, bounded by ZB-H2's `(p-1)(F+B-2W)` where they are not (arXiv 2401.10241, table 1); as there, a
 * stage under ZB-V steps its weights without waiting for the others.
 */
export function bubbleSeconds(layout: Turns, mean: number, weight: number): number {
  const { pipelineParallel: p, virtualPipeline: v } = layout;
  switch (scheduleOf(layout)) {
    case "1f1b":
    case "interleaved":
      return ((p - 1) / v) * mean;
    case "zb-h1":
      return (p - 1) * Math.max(0, mean - 2 * weight);
    case "zb-v":
      return (p - 1) * Math.max(0, mean - 3 * weight);
  }
}
