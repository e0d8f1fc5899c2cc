/** A training framework as far as speed and memory depend on it. Constants are fitted, see the README. */
export interface Software {
  readonly id: SoftwareId;
  readonly label: string;
  /** Fused attention never writes the score matrix to memory. */
  readonly fusedAttention: boolean;
  /** Speed of its attention kernels beside the family's best. */
  readonly attentionSpeed: number;
  /** Element-wise traffic beside fully fused kernels. */
  readonly elementwise: number;
  /** **Unit** s of processor time to launch one layer forward. */
  readonly launch: number;
  /** **Unit** s of processor time for each collective of tensor parallelism. */
  readonly launchCollective: number;
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
  /** Memory of activations that selective recompute keeps. */
  readonly selectiveKeep: number;
  /** **Unit** byte of a gradient held between micro batches; in fp16 where that differs. */
  readonly gradientBytes: 2 | 4 | 6;
  readonly gradientBytesFp16?: 2 | 4;
  /** **Unit** byte of one logit at the peak: output, softmax, gradient. */
  readonly logitBytes: number;
  /** **Unit** byte of a gradient on the wire. */
  readonly gradientWireBytes: 2 | 4;
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
}

export type SoftwareId =
  | "megatron-lm"
  | "megatron-deepspeed"
  | "megatron-deepspeed-2023"
  | "megatron-core"
  | "nemo"
  | "fsdp"
  | "fsdp-compiled"
  | "nanotron"
  | "deepspeed";

/** What frameworks share unless they say otherwise. */
const common = {
  attentionSpeed: 1,
  tensorOverlapAsync: 0.7,
  shardBandwidth: 0.8,
  selectiveShare: 0,
  selectiveKeep: 1,
  gradientBytes: 4,
  logitBytes: 8,
  optimizerTraffic: 36,
  reserved: 2e9,
  fragmentation: 1.03,
  slowdown: 1,
} as const;

/** Frameworks by name. **Source** fit on measured rows, see README. */
export const softwareCatalog: Readonly<Record<SoftwareId, Software>> = {
  "megatron-lm": {
    ...common,
    id: "megatron-lm",
    label: "Megatron-LM of 2020 to 2022 (fused kernels, attention in memory)",
    fusedAttention: false,
    elementwise: 0.994,
    launch: 309e-6,
    launchCollective: 51.7e-6,
    tensorOverlap: 0.159,
    dataOverlap: 0.00656,
    pipelineOverlap: 0.0448,
    stepOverhead: 0,
    straggler: 0.00624,
    gradientWireBytes: 4,
  },
  "megatron-deepspeed": {
    ...common,
    id: "megatron-deepspeed",
    label: "Megatron-DeepSpeed",
    fusedAttention: false,
    elementwise: 2.54,
    launch: 602e-6,
    launchCollective: 96.2e-6,
    tensorOverlap: 0,
    dataOverlap: 0.00577,
    pipelineOverlap: 0.189,
    stepOverhead: 0.0269,
    straggler: 0.0226,
    gradientWireBytes: 2,
    gradientBytes: 6,
    gradientBytesFp16: 2,
    reserved: 12 * 2 ** 30,
  },
  "megatron-deepspeed-2023": {
    ...common,
    id: "megatron-deepspeed-2023",
    label: "Megatron-DeepSpeed of 2023",
    fusedAttention: false,
    elementwise: 0.7,
    launch: 834e-6,
    launchCollective: 83.5e-6,
    tensorOverlap: 0,
    dataOverlap: 0,
    pipelineOverlap: 0.058,
    stepOverhead: 0.00883,
    straggler: 0,
    gradientWireBytes: 2,
    gradientBytesFp16: 2,
  },
  "megatron-core": {
    ...common,
    id: "megatron-core",
    label: "Megatron Core with Transformer Engine",
    fusedAttention: true,
    elementwise: 1.87,
    launch: 150e-6,
    launchCollective: 49.6e-6,
    tensorOverlap: 0.308,
    dataOverlap: 0.98,
    pipelineOverlap: 0.89,
    stepOverhead: 0.022,
    straggler: 0,
    gradientWireBytes: 2,
  },
  nemo: {
    ...common,
    id: "nemo",
    label: "NeMo on Megatron Core",
    fusedAttention: true,
    elementwise: 1.05,
    launch: 148e-6,
    launchCollective: 49.8e-6,
    tensorOverlap: 0.585,
    dataOverlap: 0.869,
    pipelineOverlap: 0.647,
    selectiveShare: 0.092,
    stepOverhead: 0.101,
    straggler: 0,
    gradientWireBytes: 2,
    gradientBytes: 2,
    selectiveKeep: 0.6,
  },
  fsdp: {
    ...common,
    id: "fsdp",
    label: "PyTorch FSDP, eager",
    fusedAttention: true,
    attentionSpeed: 0.593,
    elementwise: 1.8,
    launch: 249e-6,
    launchCollective: 49.9e-6,
    tensorOverlap: 0.484,
    dataOverlap: 0.925,
    pipelineOverlap: 0.701,
    selectiveShare: 0.521,
    stepOverhead: 0,
    straggler: 0.00109,
    gradientWireBytes: 2,
    logitBytes: 6,
    selectiveKeep: 0.6,
  },
  "fsdp-compiled": {
    ...common,
    id: "fsdp-compiled",
    label: "PyTorch FSDP, compiled",
    fusedAttention: true,
    attentionSpeed: 0.732,
    elementwise: 0.724,
    launch: 125e-6,
    launchCollective: 49.6e-6,
    tensorOverlap: 0.309,
    tensorOverlapAsync: 0.566,
    dataOverlap: 0.88,
    pipelineOverlap: 0.7,
    selectiveShare: 0.388,
    stepOverhead: 0.0226,
    straggler: 0,
    slowdown: 1.06,
    gradientWireBytes: 2,
    logitBytes: 16,
    selectiveKeep: 0.35,
  },
  nanotron: {
    ...common,
    id: "nanotron",
    label: "nanotron",
    fusedAttention: true,
    elementwise: 0.7,
    launch: 150e-6,
    launchCollective: 48.1e-6,
    tensorOverlap: 0,
    dataOverlap: 0.094,
    pipelineOverlap: 0.803,
    stepOverhead: 0.0191,
    straggler: 0.0273,
    slowdown: 1.09,
    gradientWireBytes: 2,
    fragmentation: 1.6,
    logitBytes: 11,
  },
  deepspeed: {
    ...common,
    id: "deepspeed",
    label: "DeepSpeed ZeRO-3",
    fusedAttention: false,
    elementwise: 1.46,
    launch: 300e-6,
    launchCollective: 49.9e-6,
    tensorOverlap: 0,
    dataOverlap: 0.497,
    shardBandwidth: 0.161,
    pipelineOverlap: 0,
    stepOverhead: 0.00893,
    straggler: 0,
    slowdown: 1,
    gradientWireBytes: 4,
  },
};
