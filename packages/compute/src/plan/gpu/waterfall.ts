import { bytes, seconds } from "@ingot/units";
import type { GpuLayout, MemoryPart, WaterfallBar } from "../plan.ts";
import { layerCost } from "./layer.ts";
import type { RankMemory } from "./memory.ts";
import { storeBandwidth } from "./saving.ts";
import type { StepCost } from "./step.ts";
import { reductionBytes, shardedTraffic } from "./traffic.ts";
import { activationBytes, type GpuWorkload } from "./workload.ts";

type Hidden = Extract<keyof StepCost, `${string}Hidden`>;
type Cause = Exclude<keyof StepCost, "total" | Hidden>;

/** Causes of step time: a label for a bar, and what the time is, to follow "1.2 s is". */
const causes: Readonly<Record<string, readonly [label: string, sentence: string]>> = {
  matrix: ["Matrix work", "matrix work of the layers at the efficiency that their shapes reach"],
  attention: ["Attention", "attention over the sequence"],
  elementwise: ["Element-wise work", "norms, activations and residuals, bound by memory bandwidth"],
  logits: ["Output layer and loss", "the output layer and the loss, on the last stage"],
  launch: ["Kernel launches", "the processor launching kernels more slowly than the GPU finishes them"],
  recompute: ["Recomputed forward work", "forward work done a second time because its results were not kept"],
  tensor: ["Tensor-parallel exchange", "all-reduces between the GPUs that share a layer"],
  sequence: [
    "Sequence-parallel exchange",
    "gathers and scatters between the GPUs that share a layer and cut its sequence",
  ],
  expert: ["Expert exchange", "routing tokens to their experts and back"],
  context: ["Context exchange", "exchange between the GPUs that share a sequence"],
  pipeline: ["Messages between stages", "messages that hold a pipeline stage"],
  bubble: [
    "Pipeline bubble",
    "stages waiting for each other, most of it for the first and the last micro batch (the bubble)",
  ],
  data: ["Gradient exchange", "gradients and weights between the data ranks"],
  gradients: ["Gradient reduction", "summing gradients over the data ranks"],
  parameters: ["Parameter gather", "gathering weights that the data ranks hold in shards"],
  offload: ["Copies to and from the host", "copies to and from the host's memory, and the optimizer's step there"],
  input: ["Input", "reading the next batch of tokens from the store"],
  optimizer: ["Optimizer", "the optimizer reading and writing its state"],
  straggler: ["Slowest rank", "waiting for the slowest of many GPUs"],
  overhead: ["Framework overhead", "the framework's own work outside of the layers"],
};

const order: readonly Cause[] = [
  "matrix",
  "attention",
  "elementwise",
  "logits",
  "launch",
  "recompute",
  "tensor",
  "expert",
  "context",
  "pipeline",
  "bubble",
  "data",
  "offload",
  "optimizer",
  "straggler",
  "overhead",
];

const hiddenOf: Partial<Record<Cause, Hidden>> = {
  tensor: "tensorHidden",
  expert: "expertHidden",
  context: "contextHidden",
  pipeline: "pipelineHidden",
  data: "dataHidden",
  offload: "offloadHidden",
};

function barOf(cause: string, exposed: number, hidden: number): WaterfallBar {
  const label = causes[cause]?.[0] ?? cause;
  return { cause, label, secondsExposed: seconds(exposed), secondsHidden: seconds(hidden) };
}

/** **Returns** what the time of a cause is, to follow "1.2 s is". */
export const sentenceOf = (cause: string): string => causes[cause]?.[1] ?? cause;

/** **Returns** one bar for each cause that takes time; the exposed seconds add up to the step. */
export function waterfallOf(cost: StepCost): WaterfallBar[] {
  return order
    .map((cause) => {
      const hidden = hiddenOf[cause];
      return barOf(cause, cost[cause], hidden ? cost[hidden] : 0);
    })
    .filter(({ secondsExposed, secondsHidden }) => secondsExposed > 0 || secondsHidden > 0);
}

/** FSDP's traffic: weights gathered, and the rest. */
function shardedBars(work: GpuWorkload, layout: GpuLayout): WaterfallBar[] {
  const { exposed, hidden, gathers } = shardedTraffic(work, layout, layerCost(work, layout));
  return [
    barOf("gradients", exposed - gathers.exposed, hidden - gathers.hidden),
    barOf("parameters", gathers.exposed, gathers.hidden),
  ];
}

/** Data traffic by the bytes that each of its collectives moves, or could in its time. */
function dataBars(bar: WaterfallBar, work: GpuWorkload, layout: GpuLayout): WaterfallBar[] {
  if (layout.zeroStage === 3) return shardedBars(work, layout);
  const scatters = layout.zeroStage === 2 ? layout.microbatches : 1;
  const reduced = reductionBytes(work, layout.zeroStage) * scatters;
  const gathered = layout.zeroStage === 0 ? 0 : activationBytes(work.dtype);
  const part = (cause: string, share: number) => barOf(cause, bar.secondsExposed * share, bar.secondsHidden * share);
  const both = [part("gradients", reduced / (reduced + gathered)), part("parameters", gathered / (reduced + gathered))];
  return gathered > 0 ? both : both.slice(0, 1);
}

/** **Returns** the causes of a step with each collective apart; exposed seconds add up to the step. */
export function stepBars(work: GpuWorkload, layout: GpuLayout, cost: StepCost): WaterfallBar[] {
  return waterfallOf(cost).flatMap((bar) => {
    const { cause, secondsExposed, secondsHidden } = bar;
    if (cause === "data") return dataBars(bar, work, layout);
    return cause === "tensor" && layout.sequenceParallel ? [barOf("sequence", secondsExposed, secondsHidden)] : [bar];
  });
}

/** Assumed. **Unit** byte of a token in the store. */
const tokenBytes = 4;

/** **Returns** the reading of the next batch from the store, which computing hides. */
export function inputBar({ machine, devices, globalBatchSize, sequenceLength }: GpuWorkload): WaterfallBar {
  const nodes = Math.ceil(devices / machine.devicesPerNode);
  const size = globalBatchSize * sequenceLength * tokenBytes;
  return barOf("input", 0, size / (nodes * storeBandwidth(machine.devicesPerNode)));
}

const memoryLabels: Readonly<Record<Exclude<keyof RankMemory, "total">, string>> = {
  weights: "Weights",
  gradients: "Gradients",
  optimizer: "Optimizer state",
  activations: "Activations",
  logits: "Logits",
  reserved: "Context and communication buffers",
};

/** **Returns** one part for each kind of memory, in the order a stacked bar draws them. */
export const memoryPartsOf = (memory: RankMemory): MemoryPart[] =>
  (Object.entries(memoryLabels) as [Exclude<keyof RankMemory, "total">, string][]).map(([kind, label]) => ({
    kind,
    label,
    bytes: bytes(memory[kind]),
  }));
