import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout, PipelineSchedule } from "../plan.ts";

/** **Returns** the schedule that a layout runs. */
export const scheduleOf = (layout: Pick<GpuLayout, "virtualPipeline" | "schedule">): PipelineSchedule =>
  layout.schedule ?? (layout.virtualPipeline > 1 ? "interleaved" : "1f1b");

/**
 * Micro batches that interleaved stages take through one chunk before the next: as many as stages where these divide all
 * micro batches, else the fewest more that leave none over, or no fewer than stages. **Source** Megatron Core,
 * pipeline_parallel/schedules.py, and `--microbatch-group-size-per-virtual-pipeline-stage`.
 */
export function roundOf(stages: number, microbatches: number): number {
  for (let size = stages; size < microbatches; size++) if (roundsFill(stages, size, microbatches)) return size;
  return Math.max(stages, microbatches);
}

/** **Returns** whether rounds of so many micro batches leave none over, or no fewer than stages. */
export function roundsFill(stages: number, size: number, microbatches: number): boolean {
  const over = microbatches % size;
  return microbatches >= size && (over === 0 || over >= stages);
}

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

/** **Returns** the layers of the stages, each layer on one alone: what an uneven cut does not say, the first stage has less. */
export function apportionedLayers(layers: number, layout: GpuLayout): StageLayers {
  const held = stageLayers(layers, layout);
  const p = layout.pipelineParallel;
  if (p === 1 || stated(layout) > 0) return held;
  const first = Math.max(0, layers - held.last - (p - 2) * held.middle);
  return { first, middle: held.middle, last: held.last };
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

/** Share of a stage's layers that full recompute applies to, where it does. */
export function recomputedShare(layers: number, layout: GpuLayout): number {
  const perStage = layersPerStage(layers, layout);
  return Math.min(1, (layout.recomputeLayers ?? perStage) / perStage);
}

/**
 * Layers' worth of activations alive on a stage that holds `held` layers, at most. Where expert exchange runs behind
 * another micro batch, that one's first layer is kept before the first layer on its way back is let go: Megatron Core,
 * combined_1f1b.py, and one forward chunk more to warm up in schedules.py, which the next forward chunk was before.
 * **Source** 1F1B and interleaved: arXiv 2205.05198 section 4.2.3, `L (1 + (p-1)/(pv))` on the first stage; ZB-H1 and
 * ZB-V hold on every stage what 1F1B holds on its first: arXiv 2401.10241 sections 2.1 and 6.
 */
export function layersAliveOn(layout: GpuLayout, stage: number, held: number): number {
  const { pipelineParallel: p, virtualPipeline: v, microbatches: m } = layout;
  const beside = layout.overlapExperts ? 1 : 0;
  switch (scheduleOf(layout)) {
    case "1f1b":
      return held * Math.min(m, p - stage) + beside;
    case "interleaved":
      return (held / v) * Math.min(m * v, (v - 1) * roundOf(p, m) + 2 * (p - stage - 1) + 1) + beside;
    case "zb-h1":
    case "zb-v":
      return held * Math.min(m, p);
  }
}
