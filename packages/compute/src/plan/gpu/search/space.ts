import type { GpuLayout, PipelineSchedule } from "../../plan.ts";
import { stagesInside } from "../placement.ts";
import type { GpuWorkload } from "../workload.ts";

/** Choices that a search combines, each dimension by itself; what does not go together is left out by the rules. */
export interface SearchSpace {
  readonly tensorParallel: readonly number[];
  readonly contextParallel: readonly number[];
  readonly expertParallel: readonly number[];
  readonly expertTensorParallel: readonly number[];
  readonly pipelineParallelMax: number;
  readonly microbatchSizes: readonly number[];
  readonly schedules: readonly PipelineSchedule[];
  readonly chunksMax: number;
  /** Further layers that the stages between may take from the ends, beyond what an even cut needs. */
  readonly unevenMax: number;
  readonly sequenceParallel: readonly boolean[];
  readonly gatherAgain: readonly boolean[];
  readonly scatterPipeline: readonly boolean[];
  readonly contextExchanges: readonly ("ring" | "gather")[];
  readonly orders: readonly (string | undefined)[];
  readonly zeroStages: readonly GpuLayout["zeroStage"][];
  /** Sizes of HSDP's shard groups, beside all data ranks. */
  readonly shardRanks: readonly number[];
  readonly overlapGradients: readonly boolean[];
  readonly overlapParameters: readonly boolean[];
  readonly overlapExperts: readonly boolean[];
  readonly offloadedOptimizer: readonly number[];
  /** Each number of a stage's layers whose activations wait in the host's memory, or this number alone. */
  readonly offloadedLayers: boolean | number;
  readonly recomputes: readonly GpuLayout["recompute"][];
  /** Full recompute of a part of a stage's layers, one by one, or of this number alone. */
  readonly perLayer: boolean | number;
  /** Every chunk of a stage recomputes as many layers as the others. */
  readonly chunksAlike: boolean;
  /** Layers of the end stages; even, or as an even cut leaves them, when absent. */
  readonly ends?: {
    readonly firstStageLayers: number | undefined;
    readonly lastStageLayers: number | undefined;
  };
}

/** **Returns** the divisors of a whole number, ascending. */
export function divisorsOf(whole: number): number[] {
  const small: number[] = [];
  const large: number[] = [];
  for (let part = 1; part * part <= whole; part++) {
    if (whole % part !== 0) continue;
    small.push(part);
    if (part * part !== whole) large.push(whole / part);
  }
  return [...small, ...large.toReversed()];
}

const powers = (most: number): number[] =>
  Array.from({ length: Math.floor(Math.log2(Math.max(1, most))) + 1 }, (_, exponent) => 2 ** exponent);

/**
 * Fewest tokens of a sequence that a rank is given. **Source** the least of any published run that was measured:
 * Llama 3.1 405B at 8,192 tokens over 2 ranks, NVIDIA Megatron-Bridge performance summary.
 */
const contextTokensMin = 4096;

/**
 * What planners consider unless told otherwise: settings that the framework ships and its users would recognise.
 * Tensor groups stay inside an NVLink domain; nothing waits in the host's memory.
 */
export function defaultSpace(work: GpuWorkload): SearchSpace {
  const { machine, model, sequenceLength, devices, globalBatchSize } = work;
  return {
    tensorParallel: powers(Math.min(8, machine.linkDomain)),
    contextParallel: powers(Math.min(64, sequenceLength / contextTokensMin)),
    expertParallel: model.experts ? divisorsOf(model.experts.count).filter((e) => e <= devices) : [1],
    expertTensorParallel: [1],
    pipelineParallelMax: Math.min(model.layers, devices),
    microbatchSizes: powers(globalBatchSize),
    schedules: ["1f1b", "interleaved"],
    chunksMax: 12,
    unevenMax: 0,
    sequenceParallel: [true],
    gatherAgain: [true],
    scatterPipeline: [true],
    contextExchanges: ["ring"],
    orders: [undefined],
    zeroStages: [1, 3],
    shardRanks: [...new Set([machine.devicesPerNode, machine.linkDomain])],
    overlapGradients: [true],
    overlapParameters: [true],
    overlapExperts: [true, false],
    offloadedOptimizer: [0],
    offloadedLayers: false,
    recomputes: ["none", "selective", "full"],
    perLayer: true,
    chunksAlike: false,
  };
}

/** Every feature that the model prices: schedules, exchanges, shardings, offload, overlap and placements. */
export function wholeSpace(work: GpuWorkload): SearchSpace {
  const usual = defaultSpace(work);
  return {
    ...usual,
    expertTensorParallel: usual.tensorParallel,
    schedules: ["1f1b", "interleaved", "zb-h1", "zb-v"],
    unevenMax: 1,
    sequenceParallel: [true, false],
    gatherAgain: [true, false],
    contextExchanges: ["ring", "gather"],
    orders: [undefined, stagesInside, "data-tensor-context-expert-pipeline"],
    zeroStages: [0, 1, 2, 3],
    overlapGradients: [true, false],
    overlapParameters: [true, false],
    offloadedOptimizer: [0, 0.5, 1],
    offloadedLayers: true,
  };
}
