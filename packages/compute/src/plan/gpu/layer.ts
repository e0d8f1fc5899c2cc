import { activeFeedForward } from "../../model/flops.ts";
import type { ModelShape } from "../../model/shape.ts";
import { attendedPositions, meanLayer, type Stack, stacksOf } from "../../model/stacks.ts";
import type { GpuLayout } from "../plan.ts";
import { keyValueBytes, rankTokens } from "./activation-size.ts";
import { allReduceSeconds, gatherSeconds, scatterGatherSeconds, sendSeconds } from "./collective.ts";
import { expertSeconds, finerSeconds } from "./expert-exchange.ts";
import { fusedAttentionSeconds, fusedBackward, matrixSeconds, plainAttentionSeconds, streamSeconds } from "./kernel.ts";
import { rankParameters } from "./memory.ts";
import { recomputedShare } from "./pipeline.ts";
import { recomputesModules, redoneSeconds, wideningSeconds } from "./recompute-modules.ts";
import { contextGroup, strideOf, tensorGroup } from "./placement.ts";
import { launchedSeconds, launchSeconds, scoreMatrices, waitsInLayers } from "./processor.ts";
import {
  activationBytes,
  contextParallelOf,
  expertParallelOf,
  expertTensorParallelOf,
  type GpuWorkload,
} from "./workload.ts";

/** Time of one way through one layer with one micro batch, by cause. **Unit** s. */
export interface PassCost {
  readonly matrix: number;
  readonly attention: number;
  readonly elementwise: number;
  readonly tensor: number;
  readonly tensorHidden: number;
  readonly expert: number;
  readonly expertHidden: number;
  readonly context: number;
  readonly contextHidden: number;
  /** Time that the processor needs beyond the GPU's. */
  readonly launch: number;
  readonly total: number;
}

/** Cost of one layer with one micro batch, each way. */
export interface LayerCost {
  readonly forward: PassCost;
  readonly backward: PassCost;
  /** Done again before the backward pass under the layout's recompute. */
  readonly recompute: PassCost;
}

interface Shape {
  readonly work: GpuWorkload;
  readonly layout: GpuLayout;
  /** Tokens of a micro batch on one rank. */
  readonly tokens: number;
  readonly t: number;
}

function shapeOf(work: GpuWorkload, layout: GpuLayout): Shape {
  return { work, layout, tokens: rankTokens(work, layout), t: layout.tensorParallel };
}

function projectionForward(work: GpuWorkload, tokens: number, t: number): number {
  const { model } = work;
  const { hidden, heads } = model;
  if (!model.latent) {
    const width = heads * model.headSize;
    const grouped = width + 2 * model.keyValueHeads * model.headSize;
    return matrixSeconds(work, tokens, grouped / t, hidden) + matrixSeconds(work, tokens, hidden, width / t);
  }
  const { queryRank, keyValueRank, ropeSize, plainSize, valueSize } = model.latent;
  const width = (heads * (plainSize + ropeSize)) / t;
  const queries =
    queryRank > 0
      ? matrixSeconds(work, tokens, queryRank, hidden) + matrixSeconds(work, tokens, width, queryRank)
      : matrixSeconds(work, tokens, width, hidden);
  return (
    queries +
    matrixSeconds(work, tokens, keyValueRank + ropeSize, hidden) +
    matrixSeconds(work, tokens, (heads * (plainSize + valueSize)) / t, keyValueRank) +
    matrixSeconds(work, tokens, hidden, (heads * valueSize) / t)
  );
}

/** Mean over a model's layers of what each costs on its own share of the tokens. */
function meanOverStacks(shape: Shape, cost: (stack: Stack, own: Shape) => number): number {
  const { model } = shape.work;
  return stacksOf(model).reduce(
    (sum, stack) =>
      sum + (stack.layers / model.layers) * cost(stack, { ...shape, tokens: shape.tokens * stack.tokenShare }),
    0,
  );
}

/** Queries and output of a decoder's tokens, keys and values of the encoder's. */
function crossProjectionForward({ work, tokens, t }: Shape, sourceTokens: number): number {
  const { hidden, heads, headSize, keyValueHeads } = work.model;
  const width = (heads * headSize) / t;
  return (
    matrixSeconds(work, tokens, width, hidden) +
    matrixSeconds(work, sourceTokens, (2 * keyValueHeads * headSize) / t, hidden) +
    matrixSeconds(work, tokens, hidden, width)
  );
}

function matrixForward(shape: Shape): number {
  return meanOverStacks(shape, (stack, own) => {
    const cross = stack.crosses ? crossProjectionForward(own, shape.tokens - own.tokens) : 0;
    return cross + layerMatrixForward(own);
  });
}

function layerMatrixForward({ work, layout, tokens, t }: Shape): number {
  const { model } = work;
  const up = model.gatedFeedForward ? 2 : 1;
  const attention = projectionForward(work, tokens, t);
  const block = (rows: number, feedForward: number) =>
    matrixSeconds(work, rows, up * feedForward, model.hidden) + matrixSeconds(work, rows, model.hidden, feedForward);
  if (!model.experts) return attention + block(tokens, model.feedForward / t);
  const { count, active, feedForward, sharedFeedForward, denseLayers = 0, denseFeedForward = 0 } = model.experts;
  const held = Math.max(1, count / expertParallelOf(layout));
  const cut = expertTensorParallelOf(layout);
  // Each rank of a tensor group routes its own share of the tokens; the expert group evens them out.
  const rows = (tokens * active * cut) / t / held;
  const shared = sharedFeedForward > 0 ? block(tokens, sharedFeedForward / t) : 0;
  const dense = denseLayers > 0 ? block(tokens, denseFeedForward / t) : 0;
  // One expert a rank is a plain product; several are grouped into one kernel.
  const grouped = held > 1 ? work.family.grouped : 1;
  const routed = (held * block(rows, feedForward / cut)) / grouped + shared;
  return attention + (routed * (model.layers - denseLayers) + dense * denseLayers) / model.layers;
}

/** Scores of so many tokens with so many positions; what sees both ways leaves causality nothing to skip. */
function scoresForward({ work, layout, tokens, t }: Shape, positions: number, length: number, causal: boolean): number {
  const { model, software } = work;
  const flops = (4 * tokens * positions * model.heads * model.headSize) / t;
  if (software.fusedAttention) return fusedAttentionSeconds(work, causal ? flops : 2 * flops, model.headSize, length);
  const each = (length * positions) / contextParallelOf(layout);
  return plainAttentionSeconds(work, flops, { matrices: scoreMatrices(work, layout), each });
}

function attentionForward(shape: Shape): number {
  const { model, sequenceLength, software } = shape.work;
  return meanOverStacks(shape, (stack, own) => {
    const length = sequenceLength * stack.tokenShare;
    // Attention that writes its scores masks what lies outside the window, but computes it.
    const positions = software.fusedAttention ? attendedPositions(model, length) : length;
    const self = scoresForward(own, positions, length, stack.name !== "encoder");
    return stack.crosses ? self + scoresForward(own, sequenceLength - length, length, false) : self;
  });
}

/** Values of one token read and written to add what experts have of biases, which grouped products leave to a pass of its own. */
function expertBiasValues({ experts, biases, gatedFeedForward, hidden }: ModelShape): number {
  if (!experts || biases === "none" || (typeof biases === "object" && !biases.feedForward)) return 0;
  return 2 * experts.active * ((gatedFeedForward ? 2 : 1) * experts.feedForward + hidden);
}

function elementwiseForward({ work, layout, tokens, t }: Shape): number {
  const { model, software, dtype } = work;
  const width = activationBytes(dtype);
  const mean = meanLayer(model);
  const wide = (10 * tokens * mean.blocks * model.hidden) / (layout.sequenceParallel ? t : 1);
  const projections = (2 * tokens * mean.attentions * (model.heads + 2 * model.keyValueHeads) * model.headSize) / t;
  const inner = activeFeedForward(model);
  const activation = ((model.gatedFeedForward ? 3 : 2) * tokens * mean.tokens * inner) / t;
  // Routing: permute and its inverse read and write each routed copy.
  const routing = model.experts ? (4 * tokens * model.experts.active * model.hidden) / t : 0;
  const passes = wide + projections + activation + routing + (tokens * expertBiasValues(model)) / t;
  const casts = castBytes(work, tokens * mean.blocks, t, inner);
  return streamSeconds(work, width * software.elementwise * passes + casts);
}

/** Values read and written for a pair of a gate's halves where both are clamped and joined again, and on the way back. */
const clampPasses = { forward: 8, backward: 10 } as const;

/** Passes of a clamped gate that no other kernel takes along. **Unit** s. */
function clampSeconds({ work, tokens, t }: Shape, passes: number): number {
  const { model, software, dtype } = work;
  if (!model.clampedGate || !software.clampsApart) return 0;
  const pairs = (tokens * meanLayer(model).tokens * activeFeedForward(model)) / t;
  return streamSeconds(work, activationBytes(dtype) * passes * pairs);
}

/** Bytes moved to cast one operand value: read in 16 bits, written in 8, both ways round; rows are scaled apart. */
const castBytesOf = { tensor: 4, block: 6, row: 14 } as const;

function castBytes(work: GpuWorkload, tokens: number, t: number, inner: number): number {
  if (work.dtype !== "fp8" && work.dtype !== "fp4") return 0;
  const values = tokens * (2 * work.model.hidden + (work.model.heads * work.model.headSize) / t + inner / t);
  return values * castBytesOf[work.scaling];
}

function tensorTraffic({ work, layout, tokens, t }: Shape, count: number): number {
  if (t === 1) return 0;
  const bytes = activationBytes(work.dtype) * tokens * meanLayer(work.model).blocks * work.model.hidden;
  const exchange = layout.sequenceParallel ? scatterGatherSeconds : allReduceSeconds;
  return count * exchange(work, tensorGroup(work, layout), bytes);
}

/** In sequence parallelism the gathered inputs are dropped and gathered again for the weight gradient. */
function tensorRegather({ work, layout, tokens, t }: Shape): number {
  if (t === 1 || !layout.sequenceParallel || layout.gatherAgain === false) return 0;
  const bytes = activationBytes(work.dtype) * tokens * meanLayer(work.model).blocks * work.model.hidden;
  return 2 * gatherSeconds(work, tensorGroup(work, layout), bytes);
}

/** What of the exchange of keys and values shows, and what attention hides. **Unit** s. */
interface ContextTraffic {
  readonly context: number;
  readonly contextHidden: number;
}

/**
 * Ring attention passes keys and values around; what exceeds the attention behind it shows. Gathered before attention
 * instead, all of it shows. **Source** arXiv 2310.01889; gathered: Llama 3, arXiv 2407.21783 section 3.3.2.
 */
function contextTraffic({ work, layout }: Shape, attention: number, rounds = 1): ContextTraffic {
  const c = contextParallelOf(layout);
  if (c === 1) return { context: 0, contextHidden: 0 };
  const bytes = keyValueBytes(work, layout);
  if (layout.contextExchange === "gather") {
    return { context: rounds * gatherSeconds(work, contextGroup(work, layout), c * bytes), contextHidden: 0 };
  }
  const stride = strideOf(layout, "context");
  const inside = c * stride <= work.machine.linkDomain;
  const ring = rounds * (c - 1) * sendSeconds(work, bytes, inside, stride);
  const contextHidden = Math.min(ring, attention * 0.9);
  return { context: ring - contextHidden, contextHidden };
}

/** Adding the layer's gradients of one micro batch to those of the others. **Unit** s. */
function gradientAdds(work: GpuWorkload, layout: GpuLayout): number {
  const { gradientTraffic, gradientTrafficFp16 = gradientTraffic, addsIn32 } = work.software;
  if (addsIn32 && (work.release < addsIn32.since || work.release >= addsIn32.until)) return 0;
  const bytes = work.dtype === "fp16" ? gradientTrafficFp16 : gradientTraffic;
  return bytes === 0 ? 0 : streamSeconds(work, bytes * rankParameters(work, layout).layer);
}

interface PassParts extends ContextTraffic {
  readonly matrix: number;
  readonly attention: number;
  readonly elementwise: number;
  readonly tensor: number;
  readonly expert: number;
  readonly processor: number;
}

/** Share of another micro batch's work that expert exchange runs behind where the two overlap. */
const expertWindow = 0.9;

/** One way through a layer, what hides behind what taken off. */
function pass(work: GpuWorkload, { overlapExperts = false }: GpuLayout, parts: PassParts): PassCost {
  const { tensorOverlap, tensorOverlapAsync } = work.software;
  const tensorHidden = parts.tensor * (work.asyncTensor ? tensorOverlapAsync : tensorOverlap);
  const tensor = parts.tensor - tensorHidden;
  const compute = parts.matrix + parts.attention + parts.elementwise;
  // Work that hides the ring of keys and values does not hide tokens on their way to experts as well.
  const window = Math.max(0, expertWindow * compute - parts.contextHidden);
  // A processor that waits cannot launch another micro batch's work behind the exchange.
  const expertHidden = overlapExperts && !waitsInLayers(work) ? Math.min(parts.expert, window) : 0;
  const expert = parts.expert - expertHidden;
  const device = compute + tensor + expert + parts.context;
  const total = launchedSeconds(work, device, parts.processor) + work.software.stall;
  return {
    matrix: parts.matrix,
    attention: parts.attention,
    elementwise: parts.elementwise,
    tensor,
    tensorHidden,
    expert,
    expertHidden,
    context: parts.context,
    contextHidden: parts.contextHidden,
    launch: total - device,
    total,
  };
}

const nothing: PassCost = {
  matrix: 0,
  attention: 0,
  elementwise: 0,
  tensor: 0,
  tensorHidden: 0,
  expert: 0,
  expertHidden: 0,
  context: 0,
  contextHidden: 0,
  launch: 0,
  total: 0,
};

const scale = (cost: PassCost, share: number): PassCost =>
  share === 1
    ? cost
    : {
        matrix: cost.matrix * share,
        attention: cost.attention * share,
        elementwise: cost.elementwise * share,
        tensor: cost.tensor * share,
        tensorHidden: cost.tensorHidden * share,
        expert: cost.expert * share,
        expertHidden: cost.expertHidden * share,
        context: cost.context * share,
        contextHidden: cost.contextHidden * share,
        launch: cost.launch * share,
        total: cost.total * share,
      };

/** Full recompute of a layer; where it stops at the last value that is needed, without a plain block's last product. */
function fullPass(work: GpuWorkload, layout: GpuLayout, forward: PassCost): PassCost {
  const { stopsRecomputing = Infinity } = work.software;
  const { model } = work;
  if (work.release < stopsRecomputing || model.experts || model.encoder) return forward;
  const last = matrixSeconds(work, rankTokens(work, layout), model.hidden, model.feedForward / layout.tensorParallel);
  return { ...forward, matrix: forward.matrix - last, total: forward.total - last };
}

/** Norms and activations, and of latent attention the products that widen its queries, keys and values. */
function narrowPass(work: GpuWorkload, layout: GpuLayout, elementwise: number): PassCost {
  const matrix = wideningSeconds(work, layout);
  return { ...nothing, matrix, elementwise, total: matrix + elementwise };
}

/** What a layout computes again before the backward pass of a layer whose forward pass is known. */
export function recomputePass(work: GpuWorkload, layout: GpuLayout, forward: PassCost): PassCost {
  if (layout.recompute === "none") return nothing;
  if (layout.recompute === "full") {
    return scale(fullPass(work, layout, forward), recomputedShare(work.model.layers, layout));
  }
  if (!work.software.fusedAttention) return { ...nothing, attention: forward.attention, total: forward.attention };
  if (work.software.recomputesNarrow) return narrowPass(work, layout, forward.elementwise);
  if (recomputesModules(work)) return narrowPass(work, layout, redoneSeconds(work, layout));
  const share = work.software.selectiveShare;
  const matrix = forward.matrix * share;
  const elementwise = forward.elementwise * share;
  return { ...nothing, matrix, elementwise, total: matrix + elementwise };
}

/** Cost of one layer of the model under a layout, forward, backward and what is computed twice. */
export function layerCost(work: GpuWorkload, layout: GpuLayout): LayerCost {
  const shape = shapeOf(work, layout);
  const matrix = matrixForward(shape);
  const attention = attentionForward(shape);
  const elementwise = elementwiseForward(shape);
  const expert = expertSeconds(work, layout);
  const finer = finerSeconds(work, layout);
  const { software } = work;
  const processor = launchSeconds(work, layout);
  const forward = pass(work, layout, {
    matrix,
    attention,
    elementwise: elementwise + clampSeconds(shape, clampPasses.forward),
    tensor: tensorTraffic(shape, 2) + finer,
    expert,
    ...contextTraffic(shape, attention),
    processor,
  });
  const backwardAttention = attention * (software.fusedAttention ? fusedBackward : 2);
  const backward = pass(work, layout, {
    matrix: 2 * matrix,
    attention: backwardAttention,
    elementwise: 2 * elementwise + clampSeconds(shape, clampPasses.backward) + gradientAdds(work, layout),
    tensor: tensorTraffic(shape, 2) + tensorRegather(shape) + finer,
    expert,
    ...contextTraffic(shape, backwardAttention, 2),
    processor: 1.5 * processor,
  });
  return { forward, backward, recompute: recomputePass(work, layout, forward) };
}
