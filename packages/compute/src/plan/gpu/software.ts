/** A training framework as far as speed and memory depend on it. Constants are fitted, see the README. */
export interface Software {
  readonly id: SoftwareId;
  readonly label: string;
  /** Fused attention never writes the score matrix to memory. */
  readonly fusedAttention: boolean;
  /** Element-wise traffic beside fully fused kernels. */
  readonly elementwise: number;
  /** **Unit** s of processor time to launch one layer forward. */
  readonly launch: number;
  /** **Unit** s of processor time for each collective of tensor parallelism. */
  readonly launchCollective: number;
  /** Share of tensor-parallel traffic behind matrix work. */
  readonly tensorOverlap: number;
  /** Share of the backward pass that gradient traffic can hide behind. */
  readonly dataOverlap: number;
  /** Share of pipeline traffic behind compute. */
  readonly pipelineOverlap: number;
  /** Forward work done again under selective recompute where attention is fused. */
  readonly selectiveShare: number;
  /** Memory of activations that selective recompute keeps. */
  readonly selectiveKeep: number;
  /** **Unit** byte of a gradient held between micro batches. */
  readonly gradientBytes: 2 | 4;
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
  | "megatron-core"
  | "nemo"
  | "fsdp"
  | "fsdp-compiled"
  | "nanotron"
  | "deepspeed";

const megatronLm: Software = {
  id: "megatron-lm",
  label: "Megatron-LM of 2020 to 2022 (fused kernels, attention in memory)",
  fusedAttention: false,
  elementwise: 1,
  launch: 300e-6,
  launchCollective: 50e-6,
  tensorOverlap: 0,
  dataOverlap: 0,
  pipelineOverlap: 0,
  selectiveShare: 0,
  selectiveKeep: 1,
  gradientBytes: 4,
  gradientWireBytes: 4,
  optimizerTraffic: 36,
  stepOverhead: 0.01,
  straggler: 0.002,
  reserved: 2e9,
  fragmentation: 1.03,
  slowdown: 1,
};

const core: Software = {
  ...megatronLm,
  id: "megatron-core",
  label: "Megatron Core with Transformer Engine",
  fusedAttention: true,
  launch: 150e-6,
  tensorOverlap: 0.5,
  dataOverlap: 0.8,
  pipelineOverlap: 0.7,
  gradientWireBytes: 2,
};

const fsdp: Software = {
  ...core,
  id: "fsdp",
  label: "PyTorch FSDP, eager",
  elementwise: 1.6,
  launch: 250e-6,
  dataOverlap: 0.9,
  selectiveShare: 0.3,
  selectiveKeep: 0.6,
};

/** Frameworks by name. **Source** fit on validation/gpu-training-dev.csv. */
export const softwareCatalog: Readonly<Record<SoftwareId, Software>> = {
  "megatron-lm": megatronLm,
  "megatron-deepspeed": {
    ...megatronLm,
    id: "megatron-deepspeed",
    label: "Megatron-DeepSpeed",
    elementwise: 1.3,
    launch: 600e-6,
    launchCollective: 100e-6,
    gradientWireBytes: 2,
    slowdown: 1.05,
  },
  "megatron-core": core,
  nemo: { ...core, id: "nemo", label: "NeMo on Megatron Core" },
  fsdp,
  "fsdp-compiled": { ...fsdp, id: "fsdp-compiled", label: "PyTorch FSDP, compiled", elementwise: 1, launch: 120e-6 },
  nanotron: { ...core, id: "nanotron", label: "nanotron", elementwise: 1.5, tensorOverlap: 0, dataOverlap: 0.3 },
  deepspeed: { ...megatronLm, id: "deepspeed", label: "DeepSpeed ZeRO-3", elementwise: 1.5, dataOverlap: 0.5 },
};
