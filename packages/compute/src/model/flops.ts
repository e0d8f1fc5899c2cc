import { flops, type Flops } from "@ingot/units";
import type { ModelShape } from "./shape.ts";
import { tensorsOf } from "./tensors.ts";

/** Matrix work of one token through a model, one way. **Unit** FLOP. */
export interface ForwardFlops {
  /** Projections and feed-forward of all layers. */
  readonly weights: number;
  /** Scores and their product with the values, all layers, every position counted. */
  readonly attention: number;
  readonly logits: number;
}

/** Width of feed-forward that one token reads in a layer; the mean where layers differ. */
export function activeFeedForward(model: ModelShape): number {
  if (!model.experts) return model.feedForward;
  const { active, feedForward, sharedFeedForward, denseLayers = 0, denseFeedForward = 0 } = model.experts;
  const routed = active * feedForward + sharedFeedForward;
  return (routed * (model.layers - denseLayers) + denseFeedForward * denseLayers) / model.layers;
}

/**
 * Forward work of one token: two FLOP a weight that reads it, `4 s h` a layer of attention, `2 h V` of logits.
 * **Source** arXiv 2104.04473, appendix; generalised to grouped keys, gates, experts, windows and encoders.
 */
export function forwardFlopsPerToken(model: ModelShape, sequenceLength: number): ForwardFlops {
  const flops = { weights: 0, attention: 0, logits: 0 };
  for (const { name, part, flopsPerToken } of tensorsOf(model, sequenceLength)) {
    if (part === "output") flops.logits += flopsPerToken;
    else if (name.endsWith(".scores")) flops.attention += flopsPerToken;
    else flops.weights += flopsPerToken;
  }
  return flops;
}

/**
 * Model FLOPs of training on one token: forward and twice that backward, recomputation not counted.
 * **Unit** FLOP. **Source** arXiv 2104.04473 eq. 3 without its recompute: `72 L h^2 (1 + s/6h + V/12Lh)`.
 */
export function trainingFlopsPerToken(model: ModelShape, sequenceLength: number): Flops {
  const forward = forwardFlopsPerToken(model, sequenceLength);
  return flops(3 * (forward.weights + forward.attention + forward.logits));
}
