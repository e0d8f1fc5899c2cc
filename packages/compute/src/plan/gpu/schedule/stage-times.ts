import type { GpuLayout } from "../../plan.ts";
import type { LayerCost } from "../layer.ts";
import { apportionedLayers, layersPerStage, roundOf, scheduleOf, type StageLayers } from "../pipeline.ts";
import type { GpuWorkload } from "../workload.ts";
import type { Messages } from "./message.ts";
import type { PassTimes, PipelineTimes } from "./times.ts";

/** Time of one layer and of the output layer with one micro batch. */
export interface LayerTimes {
  readonly layer: LayerCost;
  readonly logits: number;
}

const totalOf = ({ forward, backward, recompute }: LayerCost): number =>
  forward.total + backward.total + recompute.total;

/** Where the framework weighs the output layer when it cuts the model: the best whole number of layers beside it. */
function balancedLayers(layers: number, p: number, layer: number, head: number): StageLayers {
  let [last, middle, best] = [layers, layers, Infinity];
  for (let beside = Math.ceil(layers / p); beside >= 0; beside--) {
    const plain = Math.ceil((layers - beside) / (p - 1));
    const pace = Math.max(beside * layer + head, plain * layer);
    if (pace >= best) break;
    [last, middle, best] = [beside, plain, pace];
  }
  return { first: Math.max(0, layers - last - (p - 2) * middle), middle, last };
}

/** **Returns** the layers that each stage works on: together those of the model. */
export function workedLayers(work: GpuWorkload, layout: GpuLayout, { layer, logits }: LayerTimes): StageLayers {
  const { layers } = work.model;
  const p = layout.pipelineParallel;
  if (work.software.balancedStages && p > 1) return balancedLayers(layers, p, totalOf(layer), logits);
  return apportionedLayers(layers, layout);
}

interface Parts {
  readonly perLayer: PassTimes;
  readonly head: PassTimes;
  /** Time of a message that a pass waits for. */
  readonly wait: number;
}

/** A third of a product's time is its forward pass, a third each gradient. */
function partsOf(apart: boolean, { layer, logits }: LayerTimes, wait: number): Parts {
  const { forward, backward, recompute } = layer;
  const weight = apart ? forward.matrix : 0;
  const third = logits / 3;
  return {
    perLayer: { forward: forward.total, backward: backward.total + recompute.total - weight, weight },
    head: { forward: third, backward: apart ? third : 2 * third, weight: apart ? third : 0 },
    wait,
  };
}

function passes({ perLayer, head, wait }: Parts, layers: number, heads = 0): PassTimes {
  return {
    forward: layers * perLayer.forward + heads * head.forward + wait,
    backward: layers * perLayer.backward + heads * head.backward + wait,
    weight: layers * perLayer.weight + heads * head.weight,
  };
}

/** Chunks of an end stage: whole ones, but for the layers that it has fewer, which the model's own end lacks. */
function chunksOf(parts: Parts, chunks: number, size: number, layers: number, last: boolean): PassTimes[] {
  const whole = passes(parts, size);
  const found: PassTimes[] = [];
  for (let chunk = 0; chunk < chunks; chunk++) found.push(whole);
  let missing = Math.max(0, chunks * size - layers);
  for (let away = 0; away < chunks && (missing > 0 || (last && away === 0)); away++) {
    const lacks = Math.min(size, missing);
    found[last ? chunks - 1 - away : away] = passes(parts, size - lacks, last && away === 0 ? 1 : 0);
    missing -= lacks;
  }
  return found;
}

/** **Returns** the passes of a layout's stages, each with what its message holds the stage for. **Unit** s. */
export function pipelineTimes(
  work: GpuWorkload,
  layout: GpuLayout,
  known: LayerTimes,
  layers: StageLayers,
  messages: Messages,
): PipelineTimes {
  const { pipelineParallel: stages, virtualPipeline: v, microbatches } = layout;
  const schedule = scheduleOf(layout);
  const parts = partsOf(schedule === "zb-h1" || schedule === "zb-v", known, messages.wait);
  const middle = passes(parts, layers.middle / v);
  const round = roundOf(stages, microbatches);
  const rest = { stages, microbatches, round, middle, flight: messages.flight };
  if (schedule === "zb-v")
    return { ...rest, first: [middle, passes(parts, layers.first / v, 1)], last: [middle, middle] };
  if (v === 1) {
    const heads = stages === 1 ? 1 : 0;
    return { ...rest, first: [passes(parts, layers.first, heads)], last: [passes(parts, layers.last, 1)] };
  }
  const size = layersPerStage(work.model.layers, layout) / v;
  return {
    ...rest,
    first: chunksOf(parts, v, size, layers.first, false),
    last: chunksOf(parts, v, size, layers.last, true),
  };
}
