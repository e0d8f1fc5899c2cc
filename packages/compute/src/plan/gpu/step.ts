import { predictedShare } from "../../model/stacks.ts";
import type { GpuLayout } from "../plan.ts";
import { rankTokens } from "./activation-size.ts";
import { matrixSeconds, streamSeconds } from "./kernel.ts";
import { layerCost, type LayerCost } from "./layer.ts";
import { type RankParameters, rankParameters, shards } from "./memory.ts";
import { scheduleOf, type StageLayers } from "./pipeline.ts";
import { messagesOf } from "./schedule/message.ts";
import { pipelineSeconds } from "./schedule/pipeline-seconds.ts";
import { pipelineTimes, workedLayers } from "./schedule/stage-times.ts";
import { hostTraffic, replicatedTraffic, shardedTraffic } from "./traffic.ts";
import { newestRelease, type GpuWorkload } from "./workload.ts";

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
  readonly expertHidden: number;
  readonly context: number;
  readonly contextHidden: number;
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
function logitsSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { model } = work;
  const tokens = rankTokens(work, layout) * predictedShare(model);
  const columns = model.paddedVocabulary / layout.tensorParallel;
  // The output layer stays in 16 bits when the layers compute in fewer.
  const low = work.dtype === "fp8" || work.dtype === "fp4";
  const peak = work.machine.peaks.bf16 ?? work.peak;
  const plain: GpuWorkload = low ? { ...work, dtype: "bf16", peak } : work;
  const product = 3 * matrixSeconds(plain, tokens, columns, model.hidden);
  return product + streamSeconds(work, tokens * columns * logitTraffic(work, layout));
}

function optimizerSeconds(work: GpuWorkload, layout: GpuLayout, { firstStage, experts }: RankParameters): number {
  const cut = layout.zeroStage >= 1 ? shards(layout, experts / firstStage) : 1;
  const share = 1 - (layout.offloadedOptimizer ?? 0);
  return streamSeconds(work, (firstStage / cut) * work.software.optimizerTraffic * share);
}

/** The stage that sets the pace: how many layers it works on, and whether the output layer is its own too. */
interface Pace {
  readonly layers: number;
  readonly head: boolean;
}

function paceOf(layout: GpuLayout, { first, middle, last }: StageLayers, layerTotal: number, head: number): Pace {
  const p = layout.pipelineParallel;
  // A pipeline folded to a V ends where it began.
  const heady = scheduleOf(layout) === "zb-v" ? first : last;
  const plain = p > 2 ? Math.max(first, middle) : first;
  return p === 1 || heady * layerTotal + head >= plain * layerTotal
    ? { layers: heady, head: true }
    : { layers: plain, head: false };
}

type Waits = Pick<StepCost, "bubble" | "pipeline" | "pipelineHidden">;

/** What a pipeline takes beyond the work of the stage that sets its pace: messages that hold it, and its bubble. */
function waitsOf(work: GpuWorkload, layout: GpuLayout, known: Known, layers: StageLayers, stage: number): Waits {
  const { pipelineParallel: p, virtualPipeline: v, microbatches: m } = layout;
  if (p === 1) return { bubble: 0, pipeline: 0, pipelineHidden: 0 };
  const messages = messagesOf(work, layout);
  const length = pipelineSeconds(scheduleOf(layout), pipelineTimes(work, layout, known, layers, messages));
  const held = 2 * m * v * messages.wait;
  // A link carries one message of each direction at a time, and one of each micro batch and chunk.
  const queue = Math.max(0, m * v * messages.slowest - Math.max(length, stage + held));
  return {
    bubble: Math.max(0, length - stage - held),
    pipeline: held + queue,
    pipelineHidden: Math.max(0, 2 * m * v * messages.flight - queue),
  };
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
  const layers = workedLayers(work, layout, known);
  const pace = paceOf(layout, layers, layerTotal, head);
  const uses = pace.layers * m;
  const logits = pace.head ? m * head : 0;
  const stage = uses * layerTotal + logits;
  const waits = waitsOf(work, layout, known, layers, stage);
  const parameters = rankParameters(work, layout);
  const data =
    layout.zeroStage === 3
      ? shardedTraffic(work, layout, layer)
      : replicatedTraffic(work, layout, Math.ceil(work.model.layers / p) * backward.total, parameters);
  const offload = hostTraffic(work, layout, layer);
  const optimizer = optimizerSeconds(work, layout, parameters);
  const nodes = Math.max(1, work.devices / work.machine.devicesPerNode);
  const paced = stage + waits.bubble + waits.pipeline;
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
    expertHidden: uses * (forward.expertHidden + backward.expertHidden),
    context: uses * (forward.context + backward.context),
    contextHidden: uses * (forward.contextHidden + backward.contextHidden),
    recompute: uses * recompute.total,
    logits,
    bubble: waits.bubble,
    pipeline: waits.pipeline,
    pipelineHidden: waits.pipelineHidden,
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
