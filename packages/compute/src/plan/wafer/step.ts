import { parameterCount } from "../../model/parameters.ts";
import { waferFacts } from "./calibration.ts";
import { layerSeconds, type KernelSeconds, type LayerSeconds, skipsZeros, type WaferWork } from "./layer.ts";

/** Seconds of one optimizer step of weight streaming by cause; the exposed ones add up to `total`. **Unit** s. */
export interface WaferStep {
  readonly matrix: number;
  readonly reduce: number;
  readonly elementwise: number;
  readonly attention: number;
  readonly head: number;
  readonly recompute: number;
  /** Weights in and gradients out beyond the compute that hides them, and what is hidden. */
  readonly stream: number;
  readonly streamHidden: number;
  readonly spill: number;
  readonly spillHidden: number;
  readonly tree: number;
  readonly fill: number;
  /** Waiting for input workers. */
  readonly input: number;
  readonly total: number;
  /** What bounds the run. */
  readonly bound: WaferBound;
}

export type WaferBound = "compute" | "stream" | "spill" | "input";

/** Share of the tree's ideal that n systems keep. **Source** Cerebras-GPT: linear within 9 % to 16 CS-2. */
export const treeEfficiency = (systems: number): number =>
  Math.max(0.5, 1 - (waferFacts.treeLoss * Math.log2(systems)) / 4);

/** One way through a layer or the output layer: what runs at once, and how long it takes together. **Unit** s. */
export interface PassSeconds {
  readonly compute: number;
  readonly weightsIn: number;
  readonly gradientsOut: number;
  readonly activations: number;
  readonly total: number;
  /** Cores waiting, by what they wait for. */
  readonly stream: number;
  readonly spill: number;
}

/** Both directions of the links and the cores run at once; the slowest rules. Activations share a direction. */
function pass(compute: number, weightsIn: number, gradientsOut: number, activations: number): PassSeconds {
  const spilling = gradientsOut > 0 ? weightsIn + activations : activations;
  const streaming = Math.max(weightsIn, gradientsOut);
  const total = Math.max(compute, streaming, spilling);
  const stream = Math.max(0, streaming - compute);
  return { compute, weightsIn, gradientsOut, activations, total, stream, spill: total - compute - stream };
}

/** The passes of one micro batch: a layer forward and backward, and the output layer. */
export interface StepPasses {
  readonly layer: LayerSeconds;
  readonly forward: PassSeconds;
  readonly backward: PassSeconds;
  readonly head: PassSeconds;
  /** Forward work done again for the backward pass of a layer. */
  readonly again: number;
}

export function stepPasses(work: WaferWork): StepPasses {
  const { system, model, sequenceLength, layout } = work;
  const layer = layerSeconds(work);
  const link = system.ioBandwidth.value * waferFacts.stream;
  const sent = (parameters: number) => (parameters * waferFacts.streamBytes) / link;
  // A zero that is skipped is not sent; what is carries its position in the same four bytes.
  const zeros = skipsZeros(work, layer) ? (work.sparsity?.share ?? 0) : 0;
  const weights = sent(parameterCount(model).perLayer * (1 - zeros));
  const table = sent(model.hidden * model.paddedVocabulary);
  const tensor = (2 * layout.microbatchSize * sequenceLength * model.hidden) / link;
  const spill = layout.activations === "spilled" ? tensor : 0;
  return {
    layer,
    forward: pass(layer.forward, weights, 0, spill),
    backward: pass(layer.backward, weights, weights, spill),
    head: pass(layer.head.forward + layer.head.backward, table, table, 0),
    again: layout.activations === "recomputed" ? layer.forward : 0,
  };
}

const isAttention = ({ kernel }: KernelSeconds): boolean => !kernel.weighted;

function sumOf(kernels: readonly KernelSeconds[], of: (each: KernelSeconds) => number): number {
  return kernels.reduce((sum, each) => sum + of(each), 0);
}

function boundOf(input: number, stream: number, spill: number): WaferBound {
  if (input > 0) return "input";
  if (stream > 0 && stream >= spill) return "stream";
  return spill > 0 ? "spill" : "compute";
}

/** **Returns** the time of one step, whether or not it fits. */
export function waferStep(work: WaferWork): WaferStep {
  const { model, layout } = work;
  const { accumulation } = layout;
  const runs = accumulation * model.layers;
  const { layer, forward, backward, head, again } = stepPasses(work);
  const dense = layer.kernels.filter((each) => !isAttention(each));
  const attention = layer.kernels.filter(isAttention);
  const stream = runs * (forward.stream + backward.stream) + accumulation * head.stream;
  const spill = runs * (forward.spill + backward.spill);
  const streamed = runs * (forward.weightsIn + backward.weightsIn) + accumulation * head.weightsIn;
  const spilled = runs * (forward.activations + backward.activations);
  const fill = forward.weightsIn + backward.gradientsOut + 0.005;
  const ideal = runs * (forward.total + backward.total + again) + accumulation * head.total + fill;
  const tree = ideal * (1 / treeEfficiency(layout.systems) - 1);
  const tokens = layout.microbatchSize * accumulation * work.sequenceLength;
  const input = work.inputRate === undefined ? 0 : Math.max(0, tokens / work.inputRate - ideal - tree);
  return {
    matrix: runs * sumOf(dense, (each) => each.matrix),
    reduce: runs * sumOf(dense, (each) => each.reduce),
    elementwise: runs * layer.elementwise,
    attention: runs * sumOf(attention, (each) => each.matrix + each.reduce + each.elementwise),
    head: accumulation * head.compute,
    recompute: runs * again,
    stream,
    streamHidden: Math.max(0, streamed - stream),
    spill,
    spillHidden: Math.max(0, spilled - spill),
    tree,
    fill,
    input,
    total: ideal + tree + input,
    bound: boundOf(input, stream, spill),
  };
}
