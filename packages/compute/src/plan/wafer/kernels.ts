import { activeFeedForward } from "../../model/flops.ts";
import { attentionWeights } from "../../model/parameters.ts";
import type { ModelShape } from "../../model/shape.ts";
import { meanLayer } from "../../model/stacks.ts";

export type KernelName = "qkv" | "scores" | "values" | "output" | "up" | "down" | "head";

/** One product of a layer: every token's `inputs` values become `outputs` values. */
export interface LayerKernel {
  readonly name: KernelName;
  readonly label: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Whether weights are multiplied with activations, or activations with each other (attention). */
  readonly weighted: boolean;
  /** Whether its weights may be zero: those of the layers, not those of the output layer (SPDF, arXiv 2303.10464). */
  readonly prunable: boolean;
  /** Values of the softmax a token, where the kernel has one. */
  readonly softmax: number;
}

/** Positions that a token looks back on: all of them, counted in full, but in layers with a window. */
function positionsOf(model: ModelShape, sequenceLength: number): number {
  const { scores, tokens } = meanLayer(model);
  if (model.encoder) return (sequenceLength * scores) / tokens;
  if (!model.window) return sequenceLength;
  const near = Math.min(sequenceLength, model.window.size);
  return (near * model.window.layers + sequenceLength * (model.layers - model.window.layers)) / model.layers;
}

/** The products of one layer in the order of the flow of data; the mean layer where layers differ. */
export function layerKernels(model: ModelShape, sequenceLength: number): readonly LayerKernel[] {
  const { hidden } = model;
  const width = model.heads * (model.latent?.valueSize ?? model.headSize);
  const positions = positionsOf(model, sequenceLength);
  const up = activeFeedForward(model);
  const weights = { weighted: true, prunable: true, softmax: 0 };
  const projections = attentionWeights(model) / hidden - width;
  return [
    { name: "qkv", label: "Queries, keys, values", inputs: hidden, outputs: projections, ...weights },
    {
      name: "scores",
      label: "Attention scores",
      inputs: width,
      outputs: positions,
      weighted: false,
      prunable: false,
      softmax: model.heads * positions,
    },
    {
      name: "values",
      label: "Attention values",
      inputs: positions,
      outputs: width,
      weighted: false,
      prunable: false,
      softmax: 0,
    },
    { name: "output", label: "Attention output", inputs: width, outputs: hidden, ...weights },
    {
      name: "up",
      label: model.gatedFeedForward ? "Feed-forward gate and up" : "Feed-forward up",
      inputs: hidden,
      outputs: (model.gatedFeedForward ? 2 : 1) * up,
      ...weights,
    },
    { name: "down", label: "Feed-forward down", inputs: up, outputs: hidden, ...weights },
  ];
}

/** The product behind the last layer: a score for each word of the vocabulary. */
export const headKernel = (model: ModelShape): LayerKernel => ({
  name: "head",
  label: "Output layer",
  inputs: model.hidden,
  outputs: model.paddedVocabulary,
  weighted: true,
  prunable: false,
  softmax: 0,
});
