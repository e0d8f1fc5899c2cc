import type { ModelShape } from "./shape.ts";

/** Layers that are alike, and the share of a sequence's tokens that pass through them. */
export interface Stack {
  readonly name: "layer" | "encoder" | "decoder";
  readonly layers: number;
  readonly tokenShare: number;
  /** Whether its layers also attend to what the encoder wrote. */
  readonly crosses: boolean;
}

/** **Returns** the model's stacks: one of decoder layers, or an encoder and a decoder. */
export function stacksOf(model: ModelShape): readonly Stack[] {
  if (!model.encoder) return [{ name: "layer", layers: model.layers, tokenShare: 1, crosses: false }];
  const { layers, sourceShare } = model.encoder;
  return [
    { name: "encoder", layers, tokenShare: sourceShare, crosses: false },
    { name: "decoder", layers: model.layers - layers, tokenShare: 1 - sourceShare, crosses: true },
  ];
}

/** Share of a sequence's tokens that the output layer predicts: all of them, or those that the decoder writes. */
export const predictedShare = (model: ModelShape): number => 1 - (model.encoder?.sourceShare ?? 0);

/**
 * Positions that a token attends to, counted as model FLOPs are: all of the sequence, twice what causality leaves. A
 * window of w leaves `w - w^2 / 2s` on average.
 * **Unit** tokens, mean over the layers.
 */
export function attendedPositions(model: ModelShape, sequenceLength: number): number {
  const { window, layers } = model;
  if (!window || window.size >= sequenceLength) return sequenceLength;
  const within = window.size * (2 - window.size / sequenceLength);
  return (within * window.layers + sequenceLength * (layers - window.layers)) / layers;
}

/** What the mean layer of a model works on, as shares of a sequence; all 1 without an encoder. */
export interface MeanLayer {
  /** Tokens that pass through it. */
  readonly tokens: number;
  /** The same, counted once for every two blocks: a layer that crosses has three. */
  readonly blocks: number;
  /** The same, counted once for every attention. */
  readonly attentions: number;
  /** Scores, of those of a whole sequence. */
  readonly scores: number;
}

const whole: MeanLayer = { tokens: 1, blocks: 1, attentions: 1, scores: 1 };

/** **Returns** the mean over encoder and decoder layers, for sums over all layers that are alike. */
export function meanLayer(model: ModelShape): MeanLayer {
  // A search asks this of every layout.
  if (!model.encoder) return whole;
  const mean = { tokens: 0, blocks: 0, attentions: 0, scores: 0 };
  for (const { layers, tokenShare, crosses } of stacksOf(model)) {
    const weight = layers / model.layers;
    mean.tokens += weight * tokenShare;
    mean.blocks += weight * tokenShare * (crosses ? 1.5 : 1);
    mean.attentions += weight * tokenShare * (crosses ? 2 : 1);
    mean.scores += weight * tokenShare * (crosses ? 1 : tokenShare);
  }
  return mean;
}
