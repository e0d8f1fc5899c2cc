import { parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout } from "../plan.ts";
import { activationBytes, contextParallelOf, expertParallelOf, type GpuWorkload } from "./workload.ts";

/** Memory of the fullest rank, by kind. **Unit** byte. */
export interface RankMemory {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  readonly activations: number;
  readonly logits: number;
  readonly reserved: number;
  readonly total: number;
}

/** Parameters that a rank holds before ZeRO shards them. */
export interface RankParameters {
  readonly layer: number;
  readonly firstStage: number;
  readonly lastStage: number;
}

function layerParameters(model: ModelShape, layout: GpuLayout): number {
  const { perLayer } = parameterCount(model);
  if (!model.experts) return perLayer / layout.tensorParallel;
  const matrices = model.gatedFeedForward ? 3 : 2;
  const routed = matrices * model.hidden * model.experts.count * model.experts.feedForward;
  // Experts are cut over the expert group alone; the rest over the tensor group.
  return (perLayer - routed) / layout.tensorParallel + routed / expertParallelOf(layout);
}

/** Parameters of the first and the last stage of a pipeline: layers, and the table at either end. */
export function rankParameters(model: ModelShape, layout: GpuLayout): RankParameters {
  const layer = layerParameters(model, layout);
  const layers = Math.ceil(model.layers / layout.pipelineParallel) * layer;
  const { embedding } = parameterCount(model);
  const single = layout.pipelineParallel === 1;
  const table = (model.paddedVocabulary * model.hidden) / layout.tensorParallel;
  return {
    layer,
    firstStage: layers + (single ? embedding / layout.tensorParallel : table),
    lastStage: layers + (single ? embedding / layout.tensorParallel : table),
  };
}

/**
 * Bytes that the backward pass needs of one layer and micro batch without recomputation, tensor by tensor.
 * **Source** arXiv 2205.05198 eq. 1 to 4 for the plain GPT: `sbh (10 + 24/t + 5as/ht)`.
 */
export function layerActivationBytes(work: GpuWorkload, layout: GpuLayout, withScores: boolean): number {
  const { model, sequenceLength, dtype } = work;
  const t = layout.tensorParallel;
  const c = contextParallelOf(layout);
  const width = activationBytes(dtype);
  const tokens = (layout.microbatchSize * sequenceLength) / c;
  const masks = model.biases === "none" ? 0 : 2;
  const wide = (tokens * model.hidden * (4 * width + masks)) / (layout.sequenceParallel ? t : 1);
  const projections = width * (2 * model.heads + 2 * model.keyValueHeads) * model.headSize;
  const inner = model.gatedFeedForward ? 3 : 2;
  const blocks = model.experts
    ? model.experts.active * (inner * model.experts.feedForward + 2 * model.hidden) +
      inner * model.experts.sharedFeedForward
    : inner * model.feedForward;
  const narrow = (tokens * (projections + width * blocks)) / t;
  if (!withScores) return wide + narrow;
  const scores = (5 * layout.microbatchSize * model.heads * sequenceLength ** 2) / t / c;
  return wide + narrow + scores;
}

function keptPerLayer(work: GpuWorkload, layout: GpuLayout): number {
  const { software, model, sequenceLength } = work;
  if (layout.recompute === "none") return layerActivationBytes(work, layout, !software.fusedAttention);
  const whole = layerActivationBytes(work, layout, false);
  if (layout.recompute === "selective") return whole * (software.fusedAttention ? software.selectiveKeep : 1);
  const input =
    (activationBytes(work.dtype) * layout.microbatchSize * sequenceLength * model.hidden) / contextParallelOf(layout);
  return input / (layout.sequenceParallel ? layout.tensorParallel : 1);
}

/** Layers' worth of activations alive on the first stage. **Source** arXiv 2205.05198, section 4.2.3. */
export function layersAlive(layers: number, layout: GpuLayout): number {
  const { pipelineParallel: p, virtualPipeline: v, microbatches } = layout;
  const perStage = Math.ceil(layers / p);
  const whole = p * perStage * (v > 1 ? 1 + (p - 1) / (p * v) : 1);
  return Math.min(whole, perStage * microbatches);
}

interface States {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
}

function states(work: GpuWorkload, layout: GpuLayout, held: number, layer: number): States {
  const { software, dtype } = work;
  const d = layout.dataParallel * contextParallelOf(layout);
  const width = activationBytes(dtype);
  const [weightShards, gradientShards, optimizerShards] = [
    layout.zeroStage >= 3 ? d : 1,
    layout.zeroStage >= 2 ? d : 1,
    layout.zeroStage >= 1 ? d : 1,
  ];
  const unsharded = layout.zeroStage >= 3 ? 2 * layer * width : 0;
  return {
    weights: (held * width) / weightShards + unsharded,
    gradients: (held * software.gradientBytes) / gradientShards + unsharded,
    optimizer: (held * 12) / optimizerShards,
  };
}

/** Bytes of logits and their gradient on the last stage: 16-bit output, 32-bit softmax and its gradient. */
function logitsBytes(work: GpuWorkload, layout: GpuLayout): number {
  const tokens = (layout.microbatchSize * work.sequenceLength) / contextParallelOf(layout);
  return (tokens * work.model.paddedVocabulary * 8) / layout.tensorParallel;
}

/** Memory of the fullest rank: the first stage of a pipeline or the last, whichever holds more. */
export function rankMemory(work: GpuWorkload, layout: GpuLayout): RankMemory {
  const parameters = rankParameters(work.model, layout);
  const kept = keptPerLayer(work, layout);
  const perStage = Math.ceil(work.model.layers / layout.pipelineParallel);
  const working =
    layout.recompute === "none" ? 0 : layerActivationBytes(work, layout, !work.software.fusedAttention) - kept;
  const { fragmentation, reserved } = work.software;
  const first = kept * layersAlive(work.model.layers, layout) + Math.max(0, working);
  const last = kept * perStage + Math.max(0, working);
  const logits = logitsBytes(work, layout);
  const single = layout.pipelineParallel === 1;
  // Logits are freed before the layers' backward needs its working set.
  const lastWithLogits = kept * perStage + Math.max(logits, Math.max(0, working));
  const ends = single ? first - Math.max(0, working) + Math.max(logits, Math.max(0, working)) : first;
  const firstFuller = ends >= lastWithLogits;
  const held = firstFuller ? parameters.firstStage : parameters.lastStage;
  const activations = (firstFuller ? first : last) * fragmentation;
  const logitsPart = Math.max(0, (firstFuller ? ends - first : lastWithLogits - last) * fragmentation);
  const state = states(work, layout, held, parameters.layer);
  const total = state.weights + state.gradients + state.optimizer + activations + logitsPart + reserved;
  return { ...state, activations, logits: logitsPart, reserved, total };
}
