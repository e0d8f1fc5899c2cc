import { predictedShare } from "../../model/stacks.ts";
import type { GpuLayout } from "../plan.ts";
import { matrixSeconds, streamSeconds } from "./kernel.ts";
import { layerCost, type LayerCost } from "./layer.ts";
import { rankParameters, shards } from "./memory.ts";
import { bubbleSeconds, scheduleOf, stageLayers } from "./pipeline.ts";
import { hostTraffic, pipelineTraffic, replicatedTraffic, shardedTraffic } from "./traffic.ts";
import { contextParallelOf, newestRelease, type GpuWorkload } from "./workload.ts";

/** Seconds of one optimizer step by cause; the exposed ones add up to `total`. **Unit** s. */
export interface StepCost {
  readonly matrix: number;
  readonly attention: number;
  readonly elementwise: number;
  readonly logits: number;
  readonly launch: number;
  readonly recompute: number;
  readonly tensor: number;
  readonly tensorHidden: number;
  readonly expert: number;
  readonly context: number;
  readonly pipeline: number;
  readonly pipelineHidden: number;
  readonly bubble: number;
  readonly data: number;
  readonly dataHidden: number;
  /** Copies to and from the host's memory, and the optimizer step there. */
  readonly offload: number;
  readonly offloadHidden: number;
  readonly optimizer: number;
  readonly straggler: number;
  readonly overhead: number;
  readonly total: number;
}

/** Bytes moved for one logit by the loss and its gradient. */
function logitTraffic({ software, fusedLoss, release }: GpuWorkload, { tensorParallel }: GpuLayout): number {
  const { compiledLoss } = software;
  // Read twice, written once, in 16 bits.
  if (fusedLoss) return 6;
  // What cuts the vocabulary is not compiled.
  const compiled = compiledLoss && tensorParallel === 1 && release >= compiledLoss.since;
  return compiled ? compiledLoss.logitTraffic : software.logitTraffic;
}

/** Output layer and loss of one micro batch, forward and backward. **Unit** s. */
export function logitsSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { model } = work;
  const tokens = (layout.microbatchSize * work.sequenceLength * predictedShare(model)) / contextParallelOf(layout);
  const columns = model.paddedVocabulary / layout.tensorParallel;
  // The output layer stays in 16 bits when the layers compute in fewer.
  const low = work.dtype === "fp8" || work.dtype === "fp4";
  const peak = work.machine.peaks.bf16 ?? work.peak;
  const plain: GpuWorkload = low ? { ...work, dtype: "bf16", peak } : work;
  const product = 3 * matrixSeconds(plain, tokens, columns, model.hidden);
  return product + streamSeconds(work, tokens * columns * logitTraffic(work, layout));
}

function optimizerSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { firstStage, experts } = rankParameters(work.model, layout);
  const cut = layout.zeroStage >= 1 ? shards(layout, experts / firstStage) : 1;
  const share = 1 - (layout.offloadedOptimizer ?? 0);
  return streamSeconds(work, (firstStage / cut) * work.software.optimizerTraffic * share);
}

/** The stage that sets the pace: how many layers it works on, and whether the output layer is its own too. */
interface Pace {
  readonly layers: number;
  readonly head: boolean;
}

function paceOf(work: GpuWorkload, layout: GpuLayout, layerTotal: number, head: number): Pace {
  const { first, middle, last } = stageLayers(work.model.layers, layout);
  const p = layout.pipelineParallel;
  const plain = p > 2 ? Math.max(first, middle) : first;
  if (work.software.balancedStages && p > 1) return balancedPace(work.model.layers, p, layerTotal, head);
  // A pipeline folded to a V ends where it began.
  const heady = scheduleOf(layout) === "zb-v" ? first : last;
  return heady * layerTotal + head >= plain * layerTotal || p === 1
    ? { layers: heady, head: true }
    : { layers: plain, head: false };
}

/** The pace where the framework weighs the output layer when it cuts the model: the best whole number of layers beside it. */
function balancedPace(layers: number, p: number, layerTotal: number, head: number): Pace {
  let best: Pace & { readonly seconds: number } = { layers, head: true, seconds: Infinity };
  for (let last = Math.ceil(layers / p); last >= 0; last--) {
    const plain = Math.ceil((layers - last) / (p - 1));
    const heady = last * layerTotal + head;
    const seconds = Math.max(heady, plain * layerTotal);
    if (seconds >= best.seconds) break;
    const ends = heady >= plain * layerTotal;
    best = { layers: ends ? last : plain, head: ends, seconds };
  }
  return best;
}

/** What does not depend on the layout's pipeline, ZeRO stage or placement: kept between the layouts of a search. */
export interface Known {
  readonly layer: LayerCost;
  readonly logits: number;
}

/** **Returns** what `stepCost` may be given when many layouts share it. */
export const knownCost = (work: GpuWorkload, layout: GpuLayout): Known => ({
  layer: layerCost(work, layout),
  logits: logitsSeconds(work, layout),
});

/** **Returns** how much longer everything takes than its kernels do, in the framework's release. */
export const slowdownOf = ({ software, release }: GpuWorkload): number =>
  software.slowdown * (1 + software.yearlyGain) ** (newestRelease - release);

/** **Returns** the time of one step of a layout, whether or not it fits. `known` may be passed when already computed. */
export function stepCost(work: GpuWorkload, layout: GpuLayout, known: Known = knownCost(work, layout)): StepCost {
  const { pipelineParallel: p, microbatches: m } = layout;
  const slow = slowdownOf(work);
  const { layer, logits: head } = known;
  const { forward, backward, recompute } = layer;
  const layerTotal = forward.total + backward.total + recompute.total;
  const pace = paceOf(work, layout, layerTotal, head);
  const uses = pace.layers * m;
  const logits = pace.head ? m * head : 0;
  const stage = uses * layerTotal + logits;
  const mean = (work.model.layers * layerTotal + head) / p;
  // Weight gradients are as much matrix work as the forward pass.
  const bubble = p === 1 ? 0 : bubbleSeconds(layout, mean, (work.model.layers * forward.matrix) / p);
  const traffic = pipelineTraffic(work, layout);
  const data =
    layout.zeroStage === 3
      ? shardedTraffic(work, layout, layer)
      : replicatedTraffic(work, layout, Math.ceil(work.model.layers / p) * backward.total);
  const offload = hostTraffic(work, layout, layer);
  const optimizer = optimizerSeconds(work, layout);
  const nodes = Math.max(1, work.devices / work.machine.devicesPerNode);
  const paced = stage + bubble + traffic.exposed;
  const busy = paced * slow + data.exposed + offload.exposed + optimizer;
  const straggler = busy * work.software.straggler * Math.log2(nodes);
  return {
    matrix: uses * (forward.matrix + backward.matrix),
    attention: uses * (forward.attention + backward.attention),
    elementwise: uses * (forward.elementwise + backward.elementwise),
    launch: uses * (forward.launch + backward.launch),
    tensor: uses * (forward.tensor + backward.tensor),
    tensorHidden: uses * (forward.tensorHidden + backward.tensorHidden),
    expert: uses * (forward.expert + backward.expert),
    context: uses * (forward.context + backward.context),
    recompute: uses * recompute.total,
    logits,
    bubble,
    pipeline: traffic.exposed,
    pipelineHidden: traffic.hidden,
    data: data.exposed,
    dataHidden: data.hidden,
    offload: offload.exposed,
    offloadHidden: offload.hidden,
    optimizer,
    straggler,
    overhead: work.software.stepOverhead + paced * (slow - 1),
    total: busy + straggler + work.software.stepOverhead,
  };
}
