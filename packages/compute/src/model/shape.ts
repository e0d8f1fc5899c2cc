/** The architecture of a decoder-only transformer, as far as its cost depends on it. */
export interface ModelShape {
  /** Stable name, e.g. `gpt-j-6b`. */
  readonly id: string;
  readonly label: string;
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** **Unit** values; usually hidden / heads. */
  readonly headSize: number;
  readonly feedForward: number;
  /** Two matrices up and one down (SwiGLU) instead of one each way. */
  readonly gatedFeedForward: boolean;
  readonly vocabulary: number;
  /** Vocabulary after padding, as trained. */
  readonly paddedVocabulary: number;
  readonly tiedEmbeddings: boolean;
  /** Learned positions add `contextLength * hidden` parameters; rotary ones none. */
  readonly positions: "learned" | "rotary";
  readonly contextLength: number;
  readonly norm: "layer" | "rms";
  readonly biases: "all" | "feed-forward-and-output" | "none";
  /** Attention and feed-forward read the same normalised input (GPT-J, GPT-NeoX). */
  readonly parallelBlocks: boolean;
  /** Where the shape is published. */
  readonly source: string;
}
