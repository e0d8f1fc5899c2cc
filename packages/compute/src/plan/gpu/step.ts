import { predictedShare } from "../../model/stacks.ts";
import type { GpuLayout } from "../plan.ts";
import { allReduceSeconds, gatherSeconds, rankGroup, sendSeconds } from "./collective.ts";
import { matrixSeconds, streamSeconds } from "./kernel.ts";
import { layerCost, type LayerCost } from "./layer.ts";
import { rankParameters } from "./memory.ts";
import { activationBytes, contextParallelOf, shardRanksOf, type GpuWorkload } from "./workload.ts";

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
  readonly optimizer: number;
  readonly straggler: number;
  readonly overhead: number;
  readonly total: number;
}

/** Output layer and loss of one micro batch, forward and backward. */
function logitsSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const { model } = work;
  const tokens = (layout.microbatchSize * work.sequenceLength * predictedShare(model)) / contextParallelOf(layout);
  const columns = model.paddedVocabulary / layout.tensorParallel;
  // The output layer stays in 16 bits when the layers compute in fewer.
  const low = work.dtype === "fp8" || work.dtype === "fp4";
  const peak = work.machine.peaks.bf16 ?? work.peak;
  const plain: GpuWorkload = low ? { ...work, dtype: "bf16", peak } : work;
  const product = 3 * matrixSeconds(plain, tokens, columns, model.hidden);
  return product + streamSeconds(work, tokens * columns * 18);
}

interface Exposed {
  readonly exposed: number;
  readonly hidden: number;
}

const overlap = (seconds: number, window: number): Exposed => {
  const hidden = Math.min(seconds, window);
  return { exposed: seconds - hidden, hidden };
};

/** FSDP: weights gathered for both ways and gradients scattered, each micro batch, behind the layer at work. */
function shardedTraffic(work: GpuWorkload, layout: GpuLayout, layer: LayerCost): Exposed {
  const { software, model } = work;
  const ranks = shardRanksOf(layout);
  const group = rankGroup(work, ranks, layout.tensorParallel);
  const parameters = rankParameters(model, layout).layer;
  const share = software.shardBandwidth;
  const gather = gatherSeconds(work, group, (parameters * activationBytes(work.dtype)) / share);
  const scatter = gatherSeconds(work, group, (parameters * software.gradientWireBytes) / share);
  const passes = Math.ceil(model.layers / layout.pipelineParallel) * layout.microbatches;
  const forward = overlap(gather, layer.forward.total * software.dataOverlap);
  const copies = (layout.dataParallel * contextParallelOf(layout)) / ranks;
  const between = rankGroup(work, copies, layout.tensorParallel * ranks);
  const sum = allReduceSeconds(work, between, (parameters / ranks) * software.gradientWireBytes) / layout.microbatches;
  const backward = overlap(
    gather + scatter + sum,
    (layer.backward.total + layer.recompute.total) * software.dataOverlap,
  );
  return {
    exposed: passes * (forward.exposed + backward.exposed),
    hidden: passes * (forward.hidden + backward.hidden),
  };
}

/** Gradients summed once a step, weights gathered after a sharded optimizer; behind the last backward pass. */
function replicatedTraffic(work: GpuWorkload, layout: GpuLayout, stageBackward: number): Exposed {
  const { software } = work;
  const group = rankGroup(work, layout.dataParallel * contextParallelOf(layout), layout.tensorParallel);
  const parameters = rankParameters(work.model, layout).firstStage;
  const seconds =
    layout.zeroStage === 0
      ? allReduceSeconds(work, group, parameters * software.gradientWireBytes)
      : gatherSeconds(work, group, parameters * software.gradientWireBytes) +
        gatherSeconds(work, group, parameters * activationBytes(work.dtype));
  return overlap(seconds, stageBackward * software.dataOverlap);
}

function pipelineTraffic(work: GpuWorkload, layout: GpuLayout): Exposed {
  const { pipelineParallel: p, tensorParallel: t, virtualPipeline: v, microbatches: m } = layout;
  if (p === 1) return { exposed: 0, hidden: 0 };
  const tokens = (layout.microbatchSize * work.sequenceLength) / contextParallelOf(layout);
  // Each rank of a tensor group sends its part; the receivers gather over NVLink.
  const bytes = (activationBytes(work.dtype) * tokens * work.model.hidden) / t;
  const stride = t * contextParallelOf(layout) * layout.dataParallel;
  const send = sendSeconds(work, bytes, stride * 2 <= work.machine.linkDomain);
  const steady = 2 * m * v * send;
  const hidden = steady * work.software.pipelineOverlap;
  return { exposed: steady - hidden + 2 * (p - 1) * send, hidden };
}

function optimizerSeconds(work: GpuWorkload, layout: GpuLayout): number {
  const held = rankParameters(work.model, layout).firstStage;
  const shards = layout.zeroStage >= 1 ? layout.dataParallel * contextParallelOf(layout) : 1;
  return streamSeconds(work, (held / shards) * work.software.optimizerTraffic);
}

/** Where layers do not divide evenly, the ends of the pipeline get fewer: they also hold the tables. */
function lastStageLayers(layers: number, p: number): number {
  const perStage = Math.ceil(layers / p);
  const spare = perStage * p - layers;
  return Math.max(0, perStage - Math.ceil(spare / 2));
}

/** **Returns** the time of one step of a layout, whether or not it fits. `layer` may be passed when already known. */
export function stepCost(work: GpuWorkload, layout: GpuLayout, layer: LayerCost = layerCost(work, layout)): StepCost {
  const { pipelineParallel: p, virtualPipeline: v, microbatches: m } = layout;
  const perStage = Math.ceil(work.model.layers / p);
  const slow = work.software.slowdown;
  const { forward, backward, recompute } = layer;
  const layerTotal = forward.total + backward.total + recompute.total;
  const head = logitsSeconds(work, layout);
  // The slowest stage sets the pace: a full one, or the last with fewer layers and the output layer.
  const lastLayers = lastStageLayers(work.model.layers, p);
  const lastIsSlowest = lastLayers * layerTotal + head >= perStage * layerTotal;
  const uses = (lastIsSlowest ? lastLayers : perStage) * m;
  const logits = lastIsSlowest ? m * head : 0;
  const part = (
    name: "matrix" | "attention" | "elementwise" | "launch" | "tensor" | "tensorHidden" | "expert" | "context",
  ) => uses * (forward[name] + backward[name]);
  const stage = uses * layerTotal + logits;
  const mean = (work.model.layers * layerTotal + head) / p;
  const bubble = ((p - 1) / v) * mean;
  const traffic = pipelineTraffic(work, layout);
  const data =
    layout.zeroStage === 3
      ? shardedTraffic(work, layout, layer)
      : replicatedTraffic(work, layout, perStage * backward.total);
  const optimizer = optimizerSeconds(work, layout);
  const nodes = Math.max(1, work.devices / work.machine.devicesPerNode);
  const busy = (stage + bubble + traffic.exposed) * slow + data.exposed + optimizer;
  const straggler = busy * work.software.straggler * Math.log2(nodes);
  const overhead = work.software.stepOverhead + (stage + bubble + traffic.exposed) * (slow - 1);
  return {
    matrix: part("matrix"),
    attention: part("attention"),
    elementwise: part("elementwise"),
    launch: part("launch"),
    tensor: part("tensor"),
    tensorHidden: part("tensorHidden"),
    expert: part("expert"),
    context: part("context"),
    recompute: uses * recompute.total,
    logits,
    bubble,
    pipeline: traffic.exposed,
    pipelineHidden: traffic.hidden,
    data: data.exposed,
    dataHidden: data.hidden,
    optimizer,
    straggler,
    overhead,
    total: busy + straggler + work.software.stepOverhead,
  };
}
