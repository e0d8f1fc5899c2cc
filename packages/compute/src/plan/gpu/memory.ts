import { parameterCount } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import { meanLayer, predictedShare } from "../../model/stacks.ts";
import type { GpuLayout } from "../plan.ts";
import { activationBytes, contextParallelOf, expertParallelOf, shardRanksOf, type GpuWorkload } from "./workload.ts";

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
  /** Parameters of a stage that are cut over the expert group, and so are sharded by ZeRO over fewer ranks. */
  readonly experts: number;
  readonly layer: number;
  readonly firstStage: number;
  readonly lastStage: number;
}

function layerParameters(model: ModelShape, layout: GpuLayout): { dense: number; routed: number } {
  const { perLayer } = parameterCount(model);
  if (!model.experts) return { dense: perLayer / layout.tensorParallel, routed: 0 };
  const matrices = model.gatedFeedForward ? 3 : 2;
  const share = (model.layers - (model.experts.denseLayers ?? 0)) / model.layers;
  const routed = matrices * model.hidden * model.experts.count * model.experts.feedForward * share;
  // Experts are cut over the expert group alone; the rest over the tensor group.
  return {
    dense: (perLayer - routed) / layout.tensorParallel,
    routed: routed / expertParallelOf(layout) / (layout.expertTensorParallel ?? 1),
  };
}

/** Parameters of the first and the last stage of a pipeline: layers, and the table at either end. */
export function rankParameters(model: ModelShape, layout: GpuLayout): RankParameters {
  const { dense, routed } = layerParameters(model, layout);
  const perStage = Math.ceil(model.layers / layout.pipelineParallel);
  const { embedding } = parameterCount(model);
  const single = layout.pipelineParallel === 1;
  const table = (single ? embedding : model.paddedVocabulary * model.hidden) / layout.tensorParallel;
  // Plain layers come first, so a pipeline's last stage holds experts in every layer.
  const plain = single ? 0 : (model.experts?.denseLayers ?? 0);
  const routedLast = (routed * model.layers) / (model.layers - plain);
  return {
    layer: dense + routed,
    experts: perStage * routedLast,
    firstStage: perStage * (dense + routed) + table,
    lastStage: perStage * (dense + routedLast) + table,
  };
}

/** Values of one token kept by attention: queries, keys, values, their product and what latent attention adds. */
function projectionValues(model: ModelShape): number {
  if (!model.latent) return (2 * model.heads + 2 * model.keyValueHeads) * model.headSize;
  const { queryRank, keyValueRank, ropeSize, plainSize, valueSize } = model.latent;
  return 2 * (queryRank + keyValueRank) + model.heads * (2 * (plainSize + ropeSize) + 2 * valueSize);
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
  const masks = model.biases === "none" || typeof model.biases === "object" ? 0 : 2;
  const mean = meanLayer(model);
  // Inputs of products are kept as they were computed: in one byte where these run in fp8 or fp4.
  const input = dtype === "fp8" || dtype === "fp4" ? 1 : width;
  const wide =
    (tokens * mean.blocks * model.hidden * (2 * width + 2 * input + masks)) / (layout.sequenceParallel ? t : 1);
  const projections = width * projectionValues(model);
  const inner = (model.gatedFeedForward ? 2 : 1) * width + input;
  const blocks = model.experts
    ? model.experts.active * (inner * model.experts.feedForward + 1.5 * input * model.hidden) +
      inner * model.experts.sharedFeedForward
    : inner * model.feedForward;
  const narrow = (tokens * (mean.attentions * projections + mean.tokens * blocks)) / t;
  if (!withScores) return wide + narrow;
  const scores = (5 * layout.microbatchSize * model.heads * mean.scores * sequenceLength ** 2) / t / c;
  return wide + narrow + scores;
}

/** Share of a stage's layers that full recompute applies to. */
function fullShare(work: GpuWorkload, layout: GpuLayout): number {
  const perStage = Math.ceil(work.model.layers / layout.pipelineParallel);
  return Math.min(1, (layout.recomputeLayers ?? perStage) / perStage);
}

/** Mean bytes kept of a layer: what waits in the host's memory is not kept. */
function keptPerLayer(work: GpuWorkload, layout: GpuLayout): number {
  const perStage = Math.ceil(work.model.layers / layout.pipelineParallel);
  return keptOnDevice(work, layout) * Math.max(0, 1 - (layout.offloadedLayers ?? 0) / perStage);
}

function keptOnDevice(work: GpuWorkload, layout: GpuLayout): number {
  const { software, model, sequenceLength } = work;
  if (layout.recompute === "none") return layerActivationBytes(work, layout, !software.fusedAttention);
  const whole = layerActivationBytes(work, layout, false);
  if (layout.recompute === "selective") return whole * (software.fusedAttention ? software.selectiveKeep : 1);
  const share = fullShare(work, layout);
  const input =
    (activationBytes(work.dtype) * layout.microbatchSize * sequenceLength * model.hidden) / contextParallelOf(layout);
  const kept = input / (layout.sequenceParallel ? layout.tensorParallel : 1);
  return share * kept + (1 - share) * whole;
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

/** Ranks over which ZeRO shards: the data group, and for experts what the expert group leaves of it. */
function shards(layout: GpuLayout, expertShare: number): number {
  const d = layout.zeroStage === 3 ? shardRanksOf(layout) : layout.dataParallel * contextParallelOf(layout);
  const cut = expertParallelOf(layout) * (layout.expertTensorParallel ?? 1);
  const experts = Math.max(1, (d * layout.tensorParallel) / cut);
  return 1 / ((1 - expertShare) / d + expertShare / experts);
}

function states(work: GpuWorkload, layout: GpuLayout, held: number, { layer, experts }: RankParameters): States {
  const { software, dtype } = work;
  const d = shards(layout, experts / held);
  const gradientBytes =
    dtype === "fp16" ? (software.gradientBytesFp16 ?? software.gradientBytes) : software.gradientBytes;
  const width = activationBytes(dtype);
  const [weightShards, gradientShards, optimizerShards] = [
    layout.zeroStage >= 3 ? d : 1,
    layout.zeroStage >= 2 ? d : 1,
    layout.zeroStage >= 1 ? d : 1,
  ];
  const unsharded = layout.zeroStage >= 3 ? 2 * layer * width : 0;
  return {
    weights: (held * width) / weightShards + unsharded,
    gradients: (held * gradientBytes) / gradientShards + unsharded,
    optimizer: (held * 12) / optimizerShards,
  };
}

/** Bytes of logits and their gradient on the last stage: 16-bit output, 32-bit softmax and its gradient. */
function logitsBytes(work: GpuWorkload, layout: GpuLayout): number {
  const tokens = (layout.microbatchSize * work.sequenceLength * predictedShare(work.model)) / contextParallelOf(layout);
  return (tokens * work.model.paddedVocabulary * work.software.logitBytes) / layout.tensorParallel;
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
  const firstFuller = ends >= lastWithLogits && parameters.firstStage >= parameters.lastStage;
  const held = firstFuller ? parameters.firstStage : parameters.lastStage;
  const activations = (firstFuller ? first : last) * fragmentation;
  const logitsPart = Math.max(0, (firstFuller ? ends - first : lastWithLogits - last) * fragmentation);
  const state = states(work, layout, held, parameters);
  const total = state.weights + state.gradients + state.optimizer + activations + logitsPart + reserved;
  return { ...state, activations, logits: logitsPart, reserved, total };
}
