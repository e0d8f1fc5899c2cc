import type { GpuLayout } from "../plan.ts";
import { fittedSoftware } from "./fitted.ts";

/** A training framework as far as speed and memory depend on it. */
export interface Software {
  readonly id: SoftwareId;
  readonly label: string;
  /** Fused attention never writes the score matrix to memory. */
  readonly fusedAttention: boolean;
  /** Decimal year since which it also is on Blackwell for latent heads, whose keys are wider than 128. */
  readonly fusesLatentSince?: number;
  /** Speed of its attention kernels beside the family's best, on families after A100. */
  readonly attentionSpeed: number;
  /** Element-wise traffic beside fully fused kernels. */
  readonly elementwise: number;
  /** **Unit** s of processor time to launch one layer forward. */
  readonly launch: number;
  /** **Unit** s that the GPU stands still in one way through a layer, while the processor waits for it. */
  readonly stall: number;
  /** Share of tensor-parallel traffic behind matrix work. */
  readonly tensorOverlap: number;
  /** The same where the framework cuts products to overlap them (async tensor parallelism). */
  readonly tensorOverlapAsync: number;
  /** Share of the backward pass that gradient traffic can hide behind. */
  readonly dataOverlap: number;
  /** Share of the ring's bandwidth that layer-sized gathers of sharded weights reach. */
  readonly shardBandwidth: number;
  /** Share of pipeline traffic behind compute. */
  readonly pipelineOverlap: number;
  /** Forward work done again under selective recompute where attention is fused. */
  readonly selectiveShare: number;
  /** Decimal year since which full recompute stops at the last value that the backward pass needs. */
  readonly stopsRecomputing?: number;
  /** Memory of activations that selective recompute keeps. */
  readonly selectiveKeep: number;
  /** **Unit** byte of a gradient held between micro batches; in fp16 where that differs. */
  readonly gradientBytes: 2 | 4 | 6;
  readonly gradientBytesFp16?: 2 | 4;
  /** Layers whose sharded weights are whole at a time: the one at work and the next, or one product of it. */
  readonly unshardedLayers: number;
  /** **Unit** byte of one logit at the peak: output, softmax, gradient. */
  readonly logitBytes: number;
  /** **Unit** byte of a gradient on the wire. */
  readonly gradientWireBytes: 2 | 4;
  /** **Unit** byte read and written to add a micro batch's gradient to those before; in fp16 where that differs. */
  readonly gradientTraffic: number;
  readonly gradientTrafficFp16?: number;
  /** Decimal years in which a pass of its own adds gradients up in 32 bits: before, they stayed in 16, wires too. */
  readonly addsIn32?: { readonly since: number; readonly until: number };
  /** Where ZeRO shards the optimizer of 16-bit gradients, they are reduced owner by owner: so many all-reduces' time. */
  readonly ownerReduces?: number;
  /** Where ZeRO shards the optimizer, gradients are still summed whole on every rank. */
  readonly sumsWhole?: boolean;
  /**
   * Weights of a layer that a sharded optimizer's step gathers slice by slice: the processor cuts and copies each rank's
   * slice of each weight.
   */
  readonly gathersSlices?: number;
  /** **Unit** byte read and written by the optimizer for a parameter. */
  readonly optimizerTraffic: number;
  /** **Unit** s of a step outside of layers: data, logging, gradient norm. */
  readonly stepOverhead: number;
  /** Slowdown for each doubling of nodes: the slowest rank of many. */
  readonly straggler: number;
  /** **Unit** byte that context, communicators and workspaces take. */
  readonly reserved: number;
  /** Activation memory beside the tensors counted: fragmentation and workspaces. */
  readonly fragmentation: number;
  /** Further work on everything: checks, hooks, host waits. */
  readonly slowdown: number;
  /** Share by which a year's releases are faster than those of the year before. */
  readonly yearlyGain: number;
  /** Sharded weights are let go between recomputing a layer and its backward pass, and gathered for each. */
  readonly gathersToRecompute?: boolean;
  /** Sharded weights are gathered and gradients scattered inside a pipeline as well. */
  readonly shardsInPipelines?: boolean;
  /**
   * Until a decimal year: so many weights of a layer are gathered and scattered one by one, into one tensor for each rank,
   * and no sooner than they are needed.
   */
  readonly gathersWeightsApart?: { readonly weights: number; readonly until: number };
  /** Inputs of low-precision products are kept in 16 bits and cast again in the backward pass, as torchao does. */
  readonly keepsWideInputs?: boolean;
  /** Writes checkpoints behind training, up to a ZeRO stage: only the copy into the host's memory holds it. */
  readonly savesBehind?: { readonly zeroStageMax: GpuLayout["zeroStage"] };
  /** Tokens go to so many nodes at most, to each once, in bytes a value to the experts and back. */
  readonly expertDispatch?: { readonly nodesMax: number; readonly outBytes: number; readonly backBytes: number };
  /** Selective recompute does norms, activations and latent attention's wide projections again. */
  readonly recomputesNarrow?: boolean;
  /** Each expert's products are kernels of their own. **Source** Transformer Engine, GroupedLinear: one cuBLAS call each. */
  readonly multipliesExpertsApart?: boolean;
  /**
   * A clamped gate is clamped half by half and joined again in passes of its own, and its offset is sent to the GPU each
   * time: the processor waits until all that it launched is done.
   * **Source** Megatron Core, `weighted_bias_quick_geglu_impl` of fusions/fused_bias_geglu.py.
   */
  readonly clampsApart?: boolean;
  /** Selective recompute does parts of a layer again that let go of their outputs: `modulesOf`. */
  readonly recomputesModules?: boolean;
  /** Interleaves any number of micro batches above that of the stages, in rounds of as many as do. */
  readonly interleavesAny?: boolean;
  /** Can run expert exchange behind another micro batch. **Source** Megatron Core 0.14, transformer_config.py. */
  readonly overlapsExperts?: boolean;
  /** Pipeline stages are cut by the cost of the blocks, the output layer among them. */
  readonly balancedStages?: boolean;
  /**
   * Memory is held as FSDP2 holds it: sharded weights are the 32-bit masters, both tables stay gathered through a step,
   * and gathers and reductions run on streams whose memory nothing else can take.
   */
  readonly gathersTables?: boolean;
  /** Keys and values are repeated for every head before attention, and kept so. */
  readonly repeatsKeys?: boolean;
  /** The activated gate is kept beside its product with the other half: one kernel at a time. */
  readonly keepsGate?: boolean;
  /** Selective recompute keeps attention and every second product, torchtitan's operator policy. */
  readonly keepsSecondProducts?: boolean;
  /** **Unit** byte of one logit at the peak where a vocabulary is cut over a tensor group. */
  readonly logitBytesCut?: number;
  /** **Unit** byte read and written for one logit by the loss and its gradient. */
  readonly logitTraffic: number;
  /** Decimal year of the first release that compiles the loss too, and bytes of one logit then: held and moved. */
  readonly compiledLoss?: { readonly since: number; readonly logitBytes: number; readonly logitTraffic: number };
}

/** Frameworks that have constants of their own; one whose releases differ much has several. */
export type SoftwareId =
  | "megatron-lm"
  | "megatron-deepspeed"
  | "megatron-deepspeed-2023"
  | "megatron-core"
  | "nemo"
  | "fsdp"
  | "fsdp-compiled"
  | "nanotron"
  | "deepspeed"
  | "hai-llm";

/**
 * What is believed of any framework before its rows are seen: about 20 kernels a layer at 12 us each, activations passed
 * over a fifth more often than fully fused kernels would, a few percent lost to hooks and host waits.
 */
const believed = {
  attentionSpeed: 1,
  elementwise: 1.2,
  launch: 250e-6,
  stall: 0,
  tensorOverlap: 0,
  tensorOverlapAsync: 0.6,
  dataOverlap: 0.8,
  pipelineOverlap: 0.7,
  shardBandwidth: 0.8,
  selectiveShare: 0,
  selectiveKeep: 1,
  gradientBytes: 4,
  unshardedLayers: 2,
  logitBytes: 8,
  logitTraffic: 18,
  gradientWireBytes: 2,
  gradientTraffic: 0,
  optimizerTraffic: 36,
  stepOverhead: 0.015,
  straggler: 0.004,
  reserved: 2e9,
  fragmentation: 1.03,
  slowdown: 1.03,
  yearlyGain: 0,
} as const;

/** Frameworks of 2020 to 2023: unfused attention, kernels launched one by one, gradients summed after the backward pass. */
const early = {
  ...believed,
  fusedAttention: false,
  launch: 600e-6,
  dataOverlap: 0,
  pipelineOverlap: 0,
} as const;

/** FlashAttention 2 beside the kernels made for Hopper. **Source** measured on an H200, test/fit/h200-kernels.json. */
const ampereAttention = 0.53;

/**
 * Release of Transformer Engine since which heads of 192 and 128 values train fused on Blackwell; before, 128 was the
 * widest there, 256 on Hopper. **Source** Transformer Engine, pull request 1797, fused_attn.cpp, June 2025.
 */
const latentFused = 2025.45;

/**
 * What FSDP2 keeps of a step, tensor by tensor. The loss in 32 bits holds an output of 2 bytes, its cast, the logarithm
 * of its softmax and their gradient; cut over a tensor group also the shifted logits and a product of the gradient.
 * Its hooks keep the processor busy for 1.3 ms a layer forward, compiled or not; the norm of all gradients and their
 * clipping pass over 12 bytes a parameter beside the optimizer's 28; the loss in 32 bits over 36 bytes a logit.
 * **Source** measured on an H200 by part of the step, test/fit/h200-memory.csv, torch 2.11; torch.distributed's own loss
 * of a cut vocabulary is read from its code.
 */
const fullySharded = {
  selectiveShare: 0.35,
  // PyTorch 2.1, torch.utils.checkpoint, `set_checkpoint_early_stop`; a compiler drops what nothing reads.
  stopsRecomputing: 2023.75,
  logitBytes: 12,
  logitBytesCut: 18,
  logitTraffic: 36,
  launch: 1.3e-3,
  optimizerTraffic: 40,
  shardsInPipelines: true,
  gathersTables: true,
  repeatsKeys: true,
  keepsSecondProducts: true,
} as const;

/** Frameworks before any fit. What a framework's documentation says it overlaps, keeps or sends stands here as a fact. */
export const priorSoftware: Readonly<Record<SoftwareId, Software>> = {
  "megatron-lm": {
    ...early,
    id: "megatron-lm",
    label: "Megatron-LM of 2020 to 2022 (fused kernels, attention in memory)",
    launch: 500e-6,
    tensorOverlap: 0.1,
    gradientWireBytes: 4,
    // A hook adds 16-bit gradients to 32-bit ones since March 2021; since February 2022 the product's own kernel does.
    gradientTraffic: 10,
    addsIn32: { since: 2021.2, until: 2022.1 },
  },
  "megatron-deepspeed": {
    ...early,
    id: "megatron-deepspeed",
    label: "Megatron-DeepSpeed",
    // Checkpoints of activations copy the random state to the host and back, which drains the queue.
    stall: 1e-3,
    gradientBytes: 6,
    gradientBytesFp16: 2,
    // In bf16 cast and then added, runtime/bf16_optimizer.py; in fp16 added where they are.
    gradientTraffic: 18,
    gradientTrafficFp16: 6,
    // Seconds that DeepSpeed measured before and after it summed the owners' gradients together, on 1,024 A100 with a
    // model of 7 billion parameters (blogs/comm-opt, November 2023); taken for any number of ranks.
    ownerReduces: 1.2 / 0.36,
    reserved: 12 * 2 ** 30,
    fragmentation: 1.2,
  },
  "megatron-deepspeed-2023": {
    ...early,
    id: "megatron-deepspeed-2023",
    label: "Megatron-DeepSpeed of 2023",
    gradientBytesFp16: 2,
    gradientTraffic: 18,
    gradientTrafficFp16: 6,
  },
  "megatron-core": {
    ...believed,
    id: "megatron-core",
    label: "Megatron Core with Transformer Engine",
    fusedAttention: true,
    fusesLatentSince: latentFused,
    // --async-save, which takes torch_dist alone: what its own FSDP shards is saved in another format.
    savesBehind: { zeroStageMax: 1 },
    recomputesModules: true,
    // --microbatch-group-size-per-virtual-pipeline-stage.
    interleavesAny: true,
    overlapsExperts: true,
    multipliesExpertsApart: true,
    clampsApart: true,
    tensorOverlap: 0.2,
    selectiveShare: 0.1,
  },
  nemo: {
    ...believed,
    id: "nemo",
    label: "NeMo on Megatron Core",
    fusedAttention: true,
    fusesLatentSince: latentFused,
    multipliesExpertsApart: true,
    clampsApart: true,
    tensorOverlap: 0.5,
    selectiveShare: 0.1,
    yearlyGain: 0.05,
    gradientBytes: 2,
    logitBytes: 10,
    selectiveKeep: 0.6,
  },
  fsdp: {
    ...believed,
    id: "fsdp",
    label: "PyTorch FSDP, eager",
    fusedAttention: true,
    attentionSpeed: ampereAttention,
    dataOverlap: 0.9,
    ...fullySharded,
    keepsGate: true,
  },
  "fsdp-compiled": {
    ...believed,
    id: "fsdp-compiled",
    label: "PyTorch FSDP, compiled",
    keepsWideInputs: true,
    fusedAttention: true,
    attentionSpeed: ampereAttention,
    dataOverlap: 0.9,
    pipelineOverlap: 0.5,
    ...fullySharded,
    compiledLoss: { since: 2025, logitBytes: 4, logitTraffic: 8 },
  },
  nanotron: {
    ...believed,
    id: "nanotron",
    label: "nanotron",
    // Added to 32-bit gradients, which are then summed over the ranks: optim/gradient_accumulator.py.
    gradientTraffic: 10,
    gradientWireBytes: 4,
    // Scattering "is too memory hungry, instead we run all_reduce", trainer.py; gathered by all_gather_coalesced of
    // distributed.py: four matrices and two norms of a layer.
    sumsWhole: true,
    gathersSlices: 6,
    balancedStages: true,
    keepsGate: true,
    fusedAttention: true,
    attentionSpeed: ampereAttention,
    dataOverlap: 0.3,
    pipelineOverlap: 0,
    fragmentation: 1.3,
    logitBytes: 10,
  },
  deepspeed: {
    ...early,
    id: "deepspeed",
    label: "DeepSpeed ZeRO-3",
    gathersToRecompute: true,
    // Its prefetch bucket of 50 million elements holds none of a large model's weights. Source: zero/stage3.py,
    // partition_parameters.py of March 2021; gathered together since January 2022 (pull request 1453).
    gathersWeightsApart: { weights: 4, until: 2022.05 },
    unshardedLayers: 1 / 3,
    fragmentation: 1.2,
    dataOverlap: 0.6,
    shardBandwidth: 0.4,
  },
  "hai-llm": {
    ...believed,
    id: "hai-llm",
    label: "DeepSeek's own framework, HAI-LLM",
    fusedAttention: true,
    // DeepSeek-V3, arXiv 2412.19437: at most four nodes a token, out in fp8 and back in bf16 (sections 3.2.2 and 3.3.3),
    // behind another micro batch (3.2.1); RMSNorm, wide latent projections and SwiGLU are computed again (3.2.3, 3.3.3).
    expertDispatch: { nodesMax: 4, outBytes: 1, backBytes: 2 },
    recomputesNarrow: true,
    overlapsExperts: true,
  },
};

const of = (id: SoftwareId): Software => ({ ...priorSoftware[id], ...fittedSoftware[id] });

/** Frameworks by name: what is believed, and what measured rows say otherwise. **Source** docs/planner-accuracy.md. */
export const softwareCatalog: Readonly<Record<SoftwareId, Software>> = {
  "megatron-lm": of("megatron-lm"),
  "megatron-deepspeed": of("megatron-deepspeed"),
  "megatron-deepspeed-2023": of("megatron-deepspeed-2023"),
  "megatron-core": of("megatron-core"),
  nemo: of("nemo"),
  fsdp: of("fsdp"),
  "fsdp-compiled": of("fsdp-compiled"),
  nanotron: of("nanotron"),
  deepspeed: of("deepspeed"),
  "hai-llm": of("hai-llm"),
};
