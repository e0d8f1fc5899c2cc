import type { ModelShape } from "../shape.ts";

type Sizes = Pick<ModelShape, "id" | "label" | "layers" | "hidden" | "heads" | "headSize" | "feedForward">;

/** As many encoder as decoder layers; 512 tokens read for 114 written, as in the span corruption of its pre-training. */
const t5 = (shape: Sizes): ModelShape => ({
  ...shape,
  keyValueHeads: shape.heads,
  gatedFeedForward: false,
  vocabulary: 32_100,
  paddedVocabulary: 32_128,
  tiedEmbeddings: true,
  positions: "relative",
  positionBuckets: 32,
  contextLength: 512 + 114,
  norm: "rms",
  biases: "none",
  parallelBlocks: false,
  encoder: { layers: shape.layers / 2, sourceShare: 512 / (512 + 114) },
  source: "Raffel et al. 2020, T5, arXiv 1910.10683, sections 3.1.4 and 3.7; config.json on huggingface google-t5",
});

/** Encoder-decoders, smallest first. */
export const encoderModels: readonly ModelShape[] = [
  t5({ id: "t5-base", label: "T5 Base 223M", layers: 24, hidden: 768, heads: 12, headSize: 64, feedForward: 3072 }),
  t5({ id: "t5-large", label: "T5 Large 738M", layers: 48, hidden: 1024, heads: 16, headSize: 64, feedForward: 4096 }),
  t5({ id: "t5-3b", label: "T5 3B", layers: 48, hidden: 1024, heads: 32, headSize: 128, feedForward: 16_384 }),
  t5({ id: "t5-11b", label: "T5 11B", layers: 48, hidden: 1024, heads: 128, headSize: 128, feedForward: 65_536 }),
];
