import type { ModelShape } from "./shape.ts";
import { type ModelTensor, tensorsOf } from "./tensors.ts";

/** Learned numbers of a model. **Unit** parameters. */
export interface ParameterCount {
  readonly total: number;
  /** Token and position tables, and the output matrix where it is not tied. */
  readonly embedding: number;
  /** The mean where layers differ. */
  readonly perLayer: number;
  /** Parameters that work on one token: `total` without the experts that do not read it. */
  readonly active: number;
}

const isProjection = (tensor: ModelTensor) => tensor.part === "attention" && tensor.shape.length === 2;
const inEnds = (tensor: ModelTensor) => tensor.name.startsWith("model.");
const once = (tensor: ModelTensor) => tensor.name.endsWith(".finalNorm") || tensor.name.endsWith(".relativePositions");

const weightsOf = (tensor: ModelTensor) => tensor.copies * (tensor.shape[0] ?? 0) * (tensor.shape[1] ?? 0);

const sum = (tensors: readonly ModelTensor[], value: (tensor: ModelTensor) => number): number =>
  tensors.reduce((total, tensor) => total + value(tensor), 0);

interface Counted extends ParameterCount {
  readonly attention: number;
}

function count(model: ModelShape): Counted {
  const tensors = tensorsOf(model, model.contextLength);
  const layered = tensors.filter((tensor) => !inEnds(tensor) && !once(tensor));
  return {
    total: sum(tensors, (tensor) => tensor.parameters),
    embedding: sum(
      tensors.filter((tensor) => inEnds(tensor) && tensor.part !== "norm"),
      (tensor) => tensor.parameters,
    ),
    perLayer: sum(layered, (tensor) => tensor.parameters) / model.layers,
    active: sum(tensors, (tensor) => tensor.activeParameters),
    attention: sum(layered.filter(isProjection), weightsOf) / model.layers,
  };
}

// A search asks for each of thousands of layouts; a shape is a value that does not change.
const known = new WeakMap<ModelShape, Counted>();

function counted(model: ModelShape): Counted {
  const before = known.get(model);
  if (before) return before;
  const fresh = count(model);
  known.set(model, fresh);
  return fresh;
}

/** Weights of the query, key, value and output projections of one layer, without biases; the mean where layers differ. */
export const attentionWeights = (model: ModelShape): number => counted(model).attention;

/**
 * Counts the learned numbers of a model exactly, tensor by tensor.
 * **Source** checked against the counts published with each model of the catalog.
 */
export const parameterCount = (model: ModelShape): ParameterCount => counted(model);
