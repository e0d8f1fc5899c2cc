import { parameterCount } from "../../model/parameters.ts";
import { activeFeedForward } from "../../model/flops.ts";
import type { ModelShape } from "../../model/shape.ts";
import { meanLayer, predictedShare } from "../../model/stacks.ts";
import type { GpuLayout } from "../plan.ts";
import { keyValueBytes, layerInputBytes, rankTokens } from "./activation-size.ts";
import { sharersOf } from "./expert-exchange.ts";
import { recomputesModules, releasedBytes } from "./recompute-modules.ts";
import { balancedStages, layersAliveOn, recomputedShare, scheduleOf, stageLayers } from "./pipeline.ts";
import {
  activationBytes,
  contextParallelOf,
  expertParallelOf,
  expertTensorParallelOf,
  type GpuWorkload,
  replicasOf,
  shardRanksOf,
} from "./workload.ts";

/** Share of memory that a plan may fill: the rest covers the memory model's own error of about 5 %. */
export const planningShare = 0.94;

/** Memory of one rank, by kind. **Unit** byte. */
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

/** Parameters of the mean layer on one rank: what the tensor group cuts, and experts. */
interface LayerParameters {
  readonly dense: number;
  readonly routed: number;
}

function layerParameters(model: ModelShape, layout: GpuLayout): LayerParameters {
  const { perLayer } = parameterCount(model);
  if (!model.experts) return { dense: perLayer / layout.tensorParallel, routed: 0 };
  const matrices = model.gatedFeedForward ? 3 : 2;
  const share = (model.layers - (model.experts.denseLayers ?? 0)) / model.layers;
  const routed = matrices * model.hidden * model.experts.count * model.experts.feedForward * share;
  // Experts are cut over the expert group alone; the rest over the tensor group.
  return {
    dense: (perLayer - routed) / layout.tensorParallel,
    routed: routed / expertParallelOf(layout) / expertTensorParallelOf(layout),
  };
}

interface StageParameters {
  readonly held: number;
  /** Of these, the embedding and output tables. */
  readonly tables: number;
  readonly experts: number;
  readonly layer: number;
}

interface StagePlace {
  readonly stage: number;
  readonly layers: number;
}

/** Plain layers that come before those with experts: behind them a pipeline's stages hold experts in every layer. */
const leadingLayers = ({ experts }: ModelShape): number =>
  experts?.every === undefined ? (experts?.denseLayers ?? 0) : 0;

/** Parameters of a stage: its layers, and the tables at either end, which `zb-v` folds onto the first. */
function stageParameters(
  model: ModelShape,
  layout: GpuLayout,
  { stage, layers }: StagePlace,
  { dense, routed }: LayerParameters = layerParameters(model, layout),
): StageParameters {
  const { embedding } = parameterCount(model);
  const p = layout.pipelineParallel;
  const single = p === 1;
  const folded = scheduleOf(layout) === "zb-v";
  const end = stage === 0 || stage === p - 1;
  const oneTable = model.paddedVocabulary * model.hidden;
  const tables = single || (folded && stage === 0) ? embedding : end && !folded ? oneTable : 0;
  const routedLater = (routed * model.layers) / (model.layers - (single ? 0 : leadingLayers(model)));
  const ownRouted = stage === 0 ? routed : routedLater;
  const cutTables = tables / layout.tensorParallel;
  return {
    layer: dense + routed,
    experts: layers * ownRouted,
    held: layers * (dense + ownRouted) + cutTables,
    tables: cutTables,
  };
}

/** Layers that a stage's memory is counted for; where the framework cuts the model by the cost of its blocks, as it cuts. */
export function heldLayers({ model, software }: GpuWorkload, layout: GpuLayout, stage: number): number {
  if (software.balancedStages) return balancedStages(model, layout.pipelineParallel)[stage] ?? 0;
  const { first, middle, last } = stageLayers(model.layers, layout);
  if (stage === 0) return first;
  return stage === layout.pipelineParallel - 1 ? last : middle;
}

/** Parameters of the first and the last stage of a pipeline: layers, and the table at either end. */
export function rankParameters(work: GpuWorkload, layout: GpuLayout): RankParameters {
  const each = layerParameters(work.model, layout);
  const of = (stage: number) =>
    stageParameters(work.model, layout, { stage, layers: heldLayers(work, layout, stage) }, each);
  const first = of(0);
  const last = layout.pipelineParallel === 1 ? first : of(layout.pipelineParallel - 1);
  return { layer: first.layer, experts: first.experts, firstStage: first.held, lastStage: last.held };
}

/** Values of one token kept by attention: queries, keys, values, their product and what latent attention adds. */
function projectionValues({ model, software }: GpuWorkload): number {
  const keyValueHeads = software.repeatsKeys ? model.heads : model.keyValueHeads;
  if (!model.latent) return (2 * model.heads + 2 * keyValueHeads) * model.headSize;
  const { queryRank, keyValueRank, ropeSize, plainSize, valueSize } = model.latent;
  return 2 * (queryRank + keyValueRank) + model.heads * (2 * (plainSize + ropeSize) + 2 * valueSize);
}

/** Values kept between a feed-forward block's products, for each of its width. */
function innerValues({ model, software }: GpuWorkload): number {
  // Clamped halves are kept beside those that came out of the product: each pass needs its own input.
  const clamped = model.clampedGate && software.clampsApart ? 2 : 0;
  return clamped + (model.gatedFeedForward ? (software.keepsGate ? 3 : 2) : 1);
}

/** Bytes of a product's input, kept as it was computed: in one byte where products run in fp8 or fp4. */
const inputWidth = ({ dtype, software }: GpuWorkload): number =>
  (dtype === "fp8" || dtype === "fp4") && !software.keepsWideInputs ? 1 : activationBytes(dtype);

/**
 * Bytes that the backward pass needs of one layer and micro batch without recomputation, tensor by tensor.
 * **Source** arXiv 2205.05198 eq. 1 to 4 for the plain GPT: `sbh (10 + 24/t + 5as/ht)`.
 */
export function layerActivationBytes(work: GpuWorkload, layout: GpuLayout, withScores: boolean): number {
  const { model, sequenceLength, dtype } = work;
  const t = layout.tensorParallel;
  const c = contextParallelOf(layout);
  const width = activationBytes(dtype);
  const tokens = rankTokens(work, layout);
  const masks = model.biases === "none" || typeof model.biases === "object" ? 0 : 2;
  const mean = meanLayer(model);
  const input = inputWidth(work);
  const cut = layout.sequenceParallel ? t : 1;
  const inputs = 2 * input * (layout.gatherAgain === false ? 1 : 1 / cut);
  const wide = tokens * mean.blocks * model.hidden * ((2 * width + masks) / cut + inputs);
  const projections = width * projectionValues(work);
  const inner = innerValues(work) * width + input;
  const blocks = model.experts
    ? model.experts.active *
        (inner * model.experts.feedForward + (0.5 + sharersOf(work, layout)) * input * model.hidden) +
      inner * model.experts.sharedFeedForward
    : inner * model.feedForward;
  const narrow = (tokens * (mean.attentions * projections + mean.tokens * blocks)) / t;
  if (!withScores) return wide + narrow;
  const scores = (5 * layout.microbatchSize * model.heads * mean.scores * sequenceLength ** 2) / t / c;
  return wide + narrow + scores;
}

/**
 * Bytes that one layer keeps where selective recompute keeps its input, attention and every second product: queries and
 * values, half of the way into the feed-forward block, and in eager mode also what comes out of it.
 */
function secondProductBytes(work: GpuWorkload, layout: GpuLayout): number {
  const { model, dtype, software } = work;
  const tokens = rankTokens(work, layout);
  const wide = model.hidden * (model.gatedFeedForward && software.keepsGate ? 2 : 1);
  const narrow = (2 * model.heads + model.keyValueHeads) * model.headSize + activeFeedForward(model);
  const cut = layout.sequenceParallel ? layout.tensorParallel : 1;
  return activationBytes(dtype) * tokens * (wide / cut + narrow / layout.tensorParallel);
}

/**
 * Bytes that one layer keeps where norms, activations and latent attention's wide projections are computed again: the
 * inputs of both norms, what attention starts from and puts out, and what enters each expert and its activation.
 */
function narrowBytes(work: GpuWorkload, layout: GpuLayout): number {
  const { model, dtype } = work;
  const width = activationBytes(dtype);
  const low = dtype === "fp8" || dtype === "fp4" ? 1 : width;
  const cut = layout.sequenceParallel ? layout.tensorParallel : 1;
  const { heads, headSize, keyValueHeads, latent } = model;
  const attention = latent
    ? width * (latent.queryRank + latent.keyValueRank + latent.ropeSize + heads * latent.valueSize)
    : width * (2 * heads + 2 * keyValueHeads) * headSize;
  const halves = model.gatedFeedForward ? 2 : 1;
  const routed = model.experts ? sharersOf(work, layout) * model.experts.active * low * model.hidden : 0;
  const inner = low * halves * activeFeedForward(model) + routed;
  return rankTokens(work, layout) * ((2 * width * model.hidden) / cut + (attention + inner) / layout.tensorParallel);
}

/** Bytes that one layer keeps until its backward pass under the layout's recompute, on the GPU or its host. */
export function keptBytes(work: GpuWorkload, layout: GpuLayout): number {
  const { software } = work;
  if (layout.recompute === "none") return layerActivationBytes(work, layout, !software.fusedAttention);
  const whole = layerActivationBytes(work, layout, false);
  if (layout.recompute === "selective" && software.recomputesNarrow) return narrowBytes(work, layout);
  if (layout.recompute === "selective" && software.keepsSecondProducts) return secondProductBytes(work, layout);
  if (layout.recompute === "selective" && recomputesModules(work))
    return whole - releasedBytes(work, layout, inputWidth(work));
  if (layout.recompute === "selective") return whole * (software.fusedAttention ? software.selectiveKeep : 1);
  const share = recomputedShare(work.model.layers, layout);
  const kept = layerInputBytes(work, layout) / (layout.sequenceParallel ? layout.tensorParallel : 1);
  return share * kept + (1 - share) * whole;
}

interface States {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
}

/** Of so many data ranks and the tensor ranks beside them, those that hold the same experts. */
export const expertReplicas = (layout: GpuLayout, dataRanks: number): number =>
  Math.max(1, (dataRanks * layout.tensorParallel) / (expertParallelOf(layout) * expertTensorParallelOf(layout)));

/** Ranks over which ZeRO shards: the data group, and for experts what the expert group leaves of it. */
export function shards(layout: GpuLayout, expertShare: number): number {
  const d = layout.zeroStage === 3 ? shardRanksOf(layout) : replicasOf(layout);
  return 1 / ((1 - expertShare) / d + expertShare / expertReplicas(layout, d));
}

/** Whether states are FSDP2's: its sharded weights are the optimizer's own 32-bit masters. */
const shardsMasters = ({ software }: GpuWorkload, { zeroStage }: GpuLayout): boolean =>
  software.gathersTables === true && zeroStage === 3;

/**
 * **Unit** byte of two moments, and of master weights where the weights themselves are not these.
 * **Source** ZeRO, arXiv 1910.02054 section 3.1.
 */
const optimizerWidth = (work: GpuWorkload, layout: GpuLayout): 8 | 12 => (shardsMasters(work, layout) ? 8 : 12);

/**
 * States and communication buffers of FSDP2: sharded weights and gradients of 4 bytes, tables gathered through the step,
 * the next layer beside the one at work, and for the largest group, on streams of their own, a gathered copy and
 * gradients on their way to be reduced in 32 bits. Under a pipeline everything stays gathered until the last micro batch.
 */
function gatheredStates(
  work: GpuWorkload,
  layout: GpuLayout,
  { held, layer, experts, tables }: StageParameters,
): States {
  const d = shards(layout, experts / held);
  const width = activationBytes(work.dtype);
  const whole = layout.pipelineParallel > 1;
  const largest = Math.max(tables, layer);
  const gathered = whole ? held : tables + work.software.unshardedLayers * layer;
  const unreduced = whole ? held : largest;
  return {
    weights: (4 * held) / d + width * (gathered + largest),
    gradients: (4 * held) / d + (work.reducesIn16 ? 2 : 4) * unreduced,
    optimizer: (optimizerWidth(work, layout) * held * (1 - (layout.offloadedOptimizer ?? 0))) / d,
  };
}

/** Bytes of a gradient held between micro batches. */
const gradientWidth = ({ software, dtype }: GpuWorkload): number =>
  dtype === "fp16" ? (software.gradientBytesFp16 ?? software.gradientBytes) : software.gradientBytes;

function states(work: GpuWorkload, layout: GpuLayout, parameters: StageParameters): States {
  const { software, dtype } = work;
  if (shardsMasters(work, layout)) return gatheredStates(work, layout, parameters);
  const { held, layer, experts } = parameters;
  const d = shards(layout, experts / held);
  const width = activationBytes(dtype);
  // Under a pipeline FSDP keeps weights gathered and gradients whole until the last micro batch.
  const whole = layout.zeroStage === 3 && layout.pipelineParallel > 1;
  const [weightShards, gradientShards, optimizerShards] = [
    layout.zeroStage >= 3 && !whole ? d : 1,
    layout.zeroStage >= 2 && !whole ? d : 1,
    layout.zeroStage >= 1 ? d : 1,
  ];
  const unsharded = layout.zeroStage >= 3 && !whole ? software.unshardedLayers * layer * width : 0;
  return {
    weights: (held * width) / weightShards + unsharded,
    gradients: (held * gradientWidth(work)) / gradientShards + unsharded,
    optimizer: ((held * optimizerWidth(work, layout)) / optimizerShards) * (1 - (layout.offloadedOptimizer ?? 0)),
  };
}

/** Bytes of one logit at the peak of the loss. */
function logitWidth({ software, fusedLoss, release }: GpuWorkload, layout: GpuLayout): number {
  // The output in 16 bits and its gradient.
  if (fusedLoss) return 4;
  const { compiledLoss, logitBytesCut } = software;
  if (layout.tensorParallel > 1 && logitBytesCut !== undefined) return logitBytesCut;
  return compiledLoss && release >= compiledLoss.since ? compiledLoss.logitBytes : software.logitBytes;
}

/** Bytes of logits and their gradient on the last stage: 16-bit output, 32-bit softmax and its gradient. */
export function logitsBytes(work: GpuWorkload, layout: GpuLayout): number {
  const tokens = rankTokens(work, layout) * predictedShare(work.model);
  // FSDP beside tensor parallelism keeps the input of the output layer as it was gathered.
  const whole = work.software.gathersTables && layout.sequenceParallel ? 1 - 1 / layout.tensorParallel : 0;
  const input = activationBytes(work.dtype) * whole * work.model.hidden;
  return tokens * ((work.model.paddedVocabulary * logitWidth(work, layout)) / layout.tensorParallel + input);
}

/** Keys and values of the whole sequence, where they are gathered before attention. */
function gatheredBytes(work: GpuWorkload, layout: GpuLayout): number {
  if (layout.contextExchange !== "gather" || contextParallelOf(layout) === 1) return 0;
  return contextParallelOf(layout) * keyValueBytes(work, layout);
}

/** What every stage of a layout has in common, so that it is counted once. **Unit** byte. */
interface Common {
  readonly parameters: LayerParameters;
  /** One layer's activations until its backward pass, and while they are needed. */
  readonly kept: number;
  readonly atWork: number;
  readonly gathered: number;
}

const commonOf = (work: GpuWorkload, layout: GpuLayout): Common => {
  const kept = keptBytes(work, layout);
  const atWork = layout.recompute === "none" ? kept : layerActivationBytes(work, layout, !work.software.fusedAttention);
  const gathered = gatheredBytes(work, layout);
  return { parameters: layerParameters(work.model, layout), kept, atWork, gathered };
};

/** Memory of the ranks of one stage. **Range** stage 0 to pipelineParallel - 1. */
function stageMemory(work: GpuWorkload, layout: GpuLayout, stage: number, common: Common): RankMemory {
  const layers = heldLayers(work, layout, stage);
  const parameters = stageParameters(work.model, layout, { stage, layers }, common.parameters);
  // What waits in the host's memory is not kept.
  const kept = common.kept * Math.max(0, 1 - (layout.offloadedLayers ?? 0) / Math.max(1, layers));
  const working = common.gathered + (layout.recompute === "none" ? 0 : Math.max(0, common.atWork - kept));
  const { fragmentation, reserved } = work.software;
  const holdsLogits = stage === (scheduleOf(layout) === "zb-v" ? 0 : layout.pipelineParallel - 1);
  // Logits are freed before the layers' backward needs its working set.
  const logits = holdsLogits ? Math.max(0, logitsBytes(work, layout) - working) * fragmentation : 0;
  const activations = (kept * layersAliveOn(layout, stage, layers) + working) * fragmentation;
  const { weights, gradients, optimizer } = states(work, layout, parameters);
  const total = weights + gradients + optimizer + activations + logits + reserved;
  return { weights, gradients, optimizer, activations, logits, reserved, total };
}

/** **Returns** the memory of every stage's ranks, first to last. */
export function stageMemories(work: GpuWorkload, layout: GpuLayout): RankMemory[] {
  const common = commonOf(work, layout);
  return Array.from({ length: layout.pipelineParallel }, (_, stage) => stageMemory(work, layout, stage, common));
}

/** Memory of the fullest rank: between the ends no stage holds more than the second. */
export function rankMemory(work: GpuWorkload, layout: GpuLayout): RankMemory {
  const p = layout.pipelineParallel;
  const common = commonOf(work, layout);
  let fullest = stageMemory(work, layout, 0, common);
  for (let stage = p > 2 ? 1 : p - 1; stage > 0; stage = stage === p - 1 ? 0 : p - 1) {
    const memory = stageMemory(work, layout, stage, common);
    if (memory.total > fullest.total) fullest = memory;
  }
  return fullest;
}

/** Bytes of one GPU's share of its host's memory: offloaded states and activations. */
export function hostBytes(work: GpuWorkload, layout: GpuLayout): number {
  const share = layout.offloadedOptimizer ?? 0;
  const offloaded = layout.offloadedLayers ?? 0;
  if (share === 0 && offloaded === 0) return 0;
  const layers = heldLayers(work, layout, 0);
  const parameters = stageParameters(work.model, layout, { stage: 0, layers });
  const cut = layout.zeroStage >= 1 ? shards(layout, parameters.experts / parameters.held) : 1;
  const alive = layersAliveOn(layout, 0, layers) * Math.min(1, offloaded / Math.max(1, layers));
  return ((parameters.held * optimizerWidth(work, layout)) / cut) * share + keptBytes(work, layout) * alive;
}
