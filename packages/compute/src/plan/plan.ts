import type { Bytes, Flops, Joules, Ratio, Seconds, Tokens, Watts } from "@ingot/units";
import type { Dtype } from "../hardware/dtype.ts";
import type { GpuSystem } from "../hardware/system.ts";
import type { ModelShape } from "../model/shape.ts";
import type { SoftwareId } from "./gpu/software.ts";
import type { CheckpointPolicy } from "./life.ts";

export type { Dtype };

/** What a customer wants computed, before any hardware is chosen. */
export interface Ask {
  readonly model: ModelShape;
  /** Tokens to train on, all passes together. */
  readonly tokens: Tokens;
  /** **Unit** tokens. */
  readonly sequenceLength: number;
  /** **Unit** sequences in one optimizer step, over all devices. */
  readonly globalBatchSize: number;
  readonly dtype: Dtype;
}

/** A number of devices of one system of the catalog, e.g. 64 GPUs in `dgx-h100` nodes, or 4 `cs-2` wafers. */
export interface HardwareChoice {
  readonly system: string;
  readonly devices: number;
  /** A cluster of the customer's own, in place of a system of the catalog; `system` is its id. */
  readonly described?: GpuSystem;
}

/** Orders of forward and backward passes over the stages of a pipeline. */
export type PipelineSchedule = "1f1b" | "interleaved" | "zb-h1" | "zb-v";

/** A direction in which work is cut over ranks. */
export type ParallelDimension = "tensor" | "context" | "expert" | "data" | "pipeline";

/**
 * How the work is cut over GPUs. Tensor x context x pipeline x data degrees equal the devices; expert groups fold over
 * the tensor, context and data ranks. An optional field that is absent means what its line says.
 */
export interface GpuLayout {
  readonly kind: "gpu";
  readonly tensorParallel: number;
  readonly pipelineParallel: number;
  readonly dataParallel: number;
  /** Chunks of layers a stage; 1 under `1f1b` and `zb-h1`, 2 under `zb-v`. */
  readonly virtualPipeline: number;
  /** Absent: `interleaved` where stages have several chunks, else `1f1b`. */
  readonly schedule?: PipelineSchedule;
  /**
   * Layers of the first and of the last stage, those between share the rest evenly. Absent: even, and where that does
   * not divide, the ends have fewer.
   */
  readonly firstStageLayers?: number;
  readonly lastStageLayers?: number;
  readonly microbatchSize: number;
  /** Micro batches that each data rank accumulates in a step. */
  readonly microbatches: number;
  readonly recompute: "none" | "selective" | "full";
  /** Layers of a stage that full recompute applies to; all when absent. */
  readonly recomputeLayers?: number;
  readonly zeroStage: 0 | 1 | 2 | 3;
  readonly sequenceParallel: boolean;
  /** In sequence parallelism: inputs are gathered again for the weight gradient rather than kept. Absent: true. */
  readonly gatherAgain?: boolean;
  /** Each rank of a tensor group sends its part of what passes between stages. Absent: true. */
  readonly scatterPipeline?: boolean;
  /** Layers of a stage whose activations wait in the host's memory; 0 when absent. */
  readonly offloadedLayers?: number;
  /** Share of the optimizer's states that lives in the host's memory and is stepped there; 0 when absent. */
  readonly offloadedOptimizer?: number;
  /** Ranks that share one copy of sharded weights under ZeRO-3 (HSDP); all data ranks when absent. */
  readonly shardRanks?: number;
  /** Devices that share one sequence; 1 when absent. */
  readonly contextParallel?: number;
  /** Keys and values go around a ring behind attention, or are gathered before it. Absent: `ring`. */
  readonly contextExchange?: "ring" | "gather";
  /** Devices that share one set of experts; 1 when absent. */
  readonly expertParallel?: number;
  /** Devices that share one expert; 1 when absent. */
  readonly expertTensorParallel?: number;
  /** Gradients are summed behind the backward pass, parameters gathered behind the forward pass. Absent: true. */
  readonly overlapGradients?: boolean;
  readonly overlapParameters?: boolean;
  /** The exchange of one micro batch's tokens between experts runs behind another's work. Absent: false. */
  readonly overlapExperts?: boolean;
  /** Placement on the topology, innermost dimension first. Absent: `tensor-context-expert-data-pipeline`. */
  readonly order?: string;
}

/** How the work runs on wafers: every system holds the same weights in turn and its own sequences. */
export interface WaferLayout {
  readonly kind: "wafer";
  readonly systems: number;
  readonly microbatchSize: number;
  readonly accumulation: number;
  readonly activations: "resident" | "spilled" | "recomputed";
  /** Layer after layer has the whole wafer (streamed, also when absent), or all layers live on it side by side. */
  readonly execution?: "streamed" | "pipelined";
  /** Cores of the rectangle that the program sees; the system's usual one when absent. */
  readonly meshColumns?: number;
  readonly meshRows?: number;
  /** Share of weights that are zero; none when absent. */
  readonly sparsity?: number;
  /** Share of the work that these zeros save of what they could. */
  readonly harvest?: number;
  /** Speed of the software release beside mature software; 1 when absent. */
  readonly release?: number;
}

/** One cause of step time. Hidden seconds overlap with something else and are not part of the step. */
export interface WaterfallBar {
  readonly cause: string;
  readonly label: string;
  readonly secondsExposed: Seconds;
  readonly secondsHidden: Seconds;
}

/** One kind of memory on the fullest device. */
export interface MemoryPart {
  readonly kind: string;
  readonly label: string;
  readonly bytes: Bytes;
}

/** A reason of a plan or a refusal: a code to switch on, a sentence to read, the numbers behind it. */
export interface Reason {
  readonly code: string;
  readonly text: string;
  readonly values: Readonly<Record<string, number | string>>;
}

/** What the hardware does before and between steps. */
export interface JobPhase {
  readonly phase: "compile" | "program" | "load" | "train" | "save" | "evaluate";
  readonly seconds: Seconds;
  /** What it takes where its result is kept from before (a compiled program); `seconds` when absent. */
  readonly secondsAgain?: Seconds;
}

/** A way of training that fits, with its predicted cost in time, memory and energy. */
export interface Plan {
  readonly kind: "plan";
  readonly hardware: HardwareChoice & { readonly nodes: number; readonly deviceKind: "gpu" | "wafer" };
  readonly layout: GpuLayout | WaferLayout;
  /** The framework whose speed this is on GPUs; Megatron Core when absent. */
  readonly software?: SoftwareId;
  readonly tokensPerStep: Tokens;
  readonly totalSteps: number;
  readonly stepTime: Seconds;
  readonly waterfall: readonly WaterfallBar[];
  readonly memory: { readonly parts: readonly MemoryPart[]; readonly used: Bytes; readonly available: Bytes };
  /** Phases before the first step, in order. */
  readonly startup: readonly JobPhase[];
  readonly checkpoint: CheckpointPolicy;
  readonly modelFlopsPerStep: Flops;
  readonly modelFlopsUtilization: Ratio;
  /** Mean draw of all devices and their hosts while training, before PUE. */
  readonly power: Watts;
  readonly energyPerStep: Joules;
  readonly reasons: readonly Reason[];
}

/** No way to train this as asked: what was needed, what there is, and the smallest change that fits. */
export interface Infeasible {
  readonly kind: "infeasible";
  readonly reason: Reason;
  readonly needed: number;
  readonly available: number;
  readonly unit: string;
  readonly suggestion: string;
}

/** Quantiles of a duration. */
export interface DurationForecast {
  readonly mean: Seconds;
  readonly p50: Seconds;
  readonly p90: Seconds;
  readonly p99: Seconds;
  /** Expected number of interruptions. */
  readonly faultsMean: number;
}
