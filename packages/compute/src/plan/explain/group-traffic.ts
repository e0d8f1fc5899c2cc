import { meanLayer } from "../../model/stacks.ts";
import { keyValueBytes, layerInputBytes, messageBytes } from "../gpu/activation-size.ts";
import { sharersOf } from "../gpu/expert-exchange.ts";
import { rankParameters } from "../gpu/memory.ts";
import { layersPerStage, recomputedShare } from "../gpu/pipeline.ts";
import { gradientSum } from "../gpu/traffic.ts";
import {
  activationBytes,
  contextParallelOf,
  expertParallelOf,
  type GpuWorkload,
  replicasOf,
  shardRanksOf,
} from "../gpu/workload.ts";
import type { GpuLayout } from "../plan.ts";

/** What one rank of a group sends in a step, and by which collective. */
export interface GroupTraffic {
  /** **Unit** byte. */
  readonly bytes: number;
  readonly collective: string;
}

const ring = (ranks: number): number => (ranks - 1) / ranks;

/** Passes of a layer and micro batch in a step. */
const passes = (work: GpuWorkload, layout: GpuLayout): number =>
  layersPerStage(work.model.layers, layout) * layout.microbatches;

/** Forward ways through a layer, those of full recompute among them. */
const forwardWays = (work: GpuWorkload, layout: GpuLayout): number =>
  1 + (layout.recompute === "full" ? recomputedShare(work.model.layers, layout) : 0);

/** Sums of what each layer's blocks put out. */
export function tensorTraffic(work: GpuWorkload, layout: GpuLayout): GroupTraffic {
  // Two blocks a layer, each with an all-reduce each way: a reduce-scatter and a gather.
  const regathered = layout.sequenceParallel && layout.gatherAgain !== false ? 2 : 0;
  const halves = 4 * (forwardWays(work, layout) + 1) + regathered;
  const activation = layerInputBytes(work, layout) * meanLayer(work.model).blocks;
  const bytes = passes(work, layout) * activation * ring(layout.tensorParallel) * halves;
  return { bytes, collective: layout.sequenceParallel ? "all-gather and reduce-scatter" : "all-reduce" };
}

/** Keys and values of the ranks that share a sequence. */
export function contextTraffic(work: GpuWorkload, layout: GpuLayout): GroupTraffic {
  // Keys and values go around forward; they and their gradients backward.
  const rounds = forwardWays(work, layout) + 2;
  const bytes = passes(work, layout) * keyValueBytes(work, layout) * (contextParallelOf(layout) - 1) * rounds;
  return { bytes, collective: layout.contextExchange === "gather" ? "all-gather" : "ring of keys and values" };
}

/** Tokens on their way to experts and back, and between the ranks that share an expert where it is cut finer. */
export function expertTraffic(work: GpuWorkload, layout: GpuLayout): GroupTraffic {
  const active = work.model.experts?.active ?? 0;
  const each = (layerInputBytes(work, layout) * active) / layout.tensorParallel;
  // To the experts and back, each way.
  const times = 2 * (forwardWays(work, layout) + 1);
  const sharers = sharersOf(work, layout);
  const shares = ring(expertParallelOf(layout)) + sharers * ring(sharers);
  const collective = sharers > 1 ? "all-to-all, and gathers among those that share an expert" : "all-to-all";
  return { bytes: passes(work, layout) * each * shares * times, collective };
}

/** Weights gathered both ways and gradients scattered each micro batch; once a step sums between copies of the weights. */
function shardedTraffic(work: GpuWorkload, layout: GpuLayout): GroupTraffic {
  const shards = shardRanksOf(layout);
  const wire = work.software.gradientWireBytes;
  const { layer } = rankParameters(work, layout);
  const inside = passes(work, layout) * layer * ring(shards) * (2 * activationBytes(work.dtype) + wire);
  const held = (layersPerStage(work.model.layers, layout) * layer) / shards;
  const between = 2 * held * ring(replicasOf(layout) / shards) * wire;
  return { bytes: inside + between, collective: "all-gather of weights, reduce-scatter of gradients" };
}

/** Gradients, and weights where ZeRO shards what makes them. */
export function dataTraffic(work: GpuWorkload, layout: GpuLayout): GroupTraffic {
  if (layout.zeroStage === 3) return shardedTraffic(work, layout);
  const held = rankParameters(work, layout).firstStage * ring(replicasOf(layout));
  const { whole, bytes: wire } = gradientSum(work, layout.zeroStage);
  const sum = (whole ? 2 : 1) * held * wire;
  if (layout.zeroStage === 0) return { bytes: sum, collective: "all-reduce of gradients" };
  const sums = layout.zeroStage === 2 ? layout.microbatches : 1;
  const collective = `${whole ? "all-reduce" : "reduce-scatter"} of gradients, all-gather of weights`;
  return { bytes: sums * sum + held * activationBytes(work.dtype), collective };
}

/** What passes from stage to stage, forward and backward. */
export function pipelineTraffic(work: GpuWorkload, layout: GpuLayout): GroupTraffic {
  const messages = 2 * layout.microbatches * layout.virtualPipeline;
  return { bytes: messages * messageBytes(work, layout), collective: "send and receive" };
}
