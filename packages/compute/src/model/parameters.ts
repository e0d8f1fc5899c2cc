import type { ModelShape } from "./shape.ts";

/** Learned numbers of a model. **Unit** parameters. */
export interface ParameterCount {
  readonly total: number;
  /** Token and position tables, and the output matrix where it is not tied. */
  readonly embedding: number;
  readonly perLayer: number;
  /** Parameters that work on one token: `total` without the experts that do not read it. */
  readonly active: number;
}

const feedForwardMatrices = (model: ModelShape) => (model.gatedFeedForward ? 3 : 2);

/** Weights of the query, key, value and output projections of one layer, without biases. */
export function attentionWeights(model: ModelShape): number {
  if (model.latent) {
    const { queryRank, keyValueRank, ropeSize, plainSize, valueSize } = model.latent;
    const down = model.hidden * (queryRank + keyValueRank + ropeSize);
    const up = model.heads * (queryRank * (plainSize + ropeSize) + keyValueRank * (plainSize + valueSize));
    return down + up + model.heads * valueSize * model.hidden;
  }
  const width = model.heads * model.headSize;
  const keyValueWidth = model.keyValueHeads * model.headSize;
  return model.hidden * (2 * width + 2 * keyValueWidth);
}

/** Weights of all feed-forward blocks of one layer, without biases; the mean where layers differ. */
export function feedForwardWeights(model: ModelShape): number {
  const matrices = feedForwardMatrices(model);
  if (!model.experts) return matrices * model.hidden * model.feedForward;
  const { count, feedForward, sharedFeedForward, denseLayers = 0, denseFeedForward = 0 } = model.experts;
  const routed = matrices * model.hidden * (count * feedForward + sharedFeedForward) + model.hidden * count;
  const dense = matrices * model.hidden * denseFeedForward;
  return (routed * (model.layers - denseLayers) + dense * denseLayers) / model.layers;
}

function layerVectors(model: ModelShape): number {
  const perNorm = model.norm === "layer" ? 2 * model.hidden : model.hidden;
  const norms = (model.normsPerLayer ?? 2) * perNorm;
  const attention = (model.heads + 2 * model.keyValueHeads) * model.headSize + model.hidden;
  const feedForward = model.feedForward + model.hidden;
  if (model.biases === "none") return norms;
  return norms + feedForward + (model.biases === "all" ? attention : 0);
}

function embeddingParameters(model: ModelShape): number {
  const table = model.paddedVocabulary * model.hidden;
  const positions = model.positions === "learned" ? model.contextLength * model.hidden : 0;
  const outputBias = model.biases === "feed-forward-and-output" ? model.paddedVocabulary : 0;
  return table * (model.tiedEmbeddings ? 1 : 2) + positions + outputBias;
}

/**
 * Counts the learned numbers of a model exactly, tensor by tensor.
 * **Source** checked against the counts published with each model of the catalog.
 */
export function parameterCount(model: ModelShape): ParameterCount {
  const perLayer = attentionWeights(model) + feedForwardWeights(model) + layerVectors(model);
  const embedding = embeddingParameters(model);
  const norm = model.norm === "layer" ? 2 * model.hidden : model.hidden;
  const total = model.layers * perLayer + embedding + norm * (model.embeddingNorm ? 2 : 1);
  const idle = model.experts
    ? (model.experts.count - model.experts.active) *
      feedForwardMatrices(model) *
      model.hidden *
      model.experts.feedForward *
      (model.layers - (model.experts.denseLayers ?? 0))
    : 0;
  return { total, embedding, perLayer, active: total - idle };
}
