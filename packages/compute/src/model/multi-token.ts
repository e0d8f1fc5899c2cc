import { forwardFlopsPerToken } from "./flops.ts";
import type { ModelShape } from "./shape.ts";
import { tensorsOf } from "./tensors.ts";

/** What the layers that predict further tokens would add to a model. */
export interface MultiTokenCost {
  /** Learned numbers of their own: tables are those of the model. */
  readonly parameters: number;
  /** **Range** a share of the model's own FLOPs. */
  readonly flopsShare: number;
}

/**
 * Counts multi-token prediction tensor by tensor: for each further token a layer like the model's last, a matrix that
 * joins its input with the next token's embedding, three norms, and the output layer once more.
 * **Source** DeepSeek-V3, arXiv 2412.19437, section 2.2.
 */
export function multiTokenCost(model: ModelShape, sequenceLength: number): MultiTokenCost {
  const { multiTokenLayers: layers = 0, hidden, paddedVocabulary, norm } = model;
  if (layers === 0) return { parameters: 0, flopsShare: 0 };
  const { window: _window, ...whole } = model;
  const last: ModelShape = {
    ...whole,
    layers,
    ...(model.experts ? { experts: { ...model.experts, denseLayers: 0 } } : {}),
  };
  const rows = tensorsOf(last, sequenceLength).filter(({ name }) => name.startsWith("layer."));
  const sum = (value: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + value(row), 0);
  const normSize = { layer: 2, rms: 1, unscaled: 0 }[norm] * hidden;
  const joins = 2 * hidden * hidden;
  // The last norm is among the rows already, once.
  const parameters = sum((row) => row.parameters) + layers * (joins + 3 * normSize) - normSize;
  const flops = sum((row) => row.flopsPerToken) + layers * 2 * (joins + hidden * paddedVocabulary);
  const { weights, attention, logits } = forwardFlopsPerToken(model, sequenceLength);
  return { parameters, flopsShare: flops / (weights + attention + logits) };
}
