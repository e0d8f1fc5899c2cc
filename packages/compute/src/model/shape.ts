/** The routed half of a mixture of experts: which of several feed-forward blocks read a token. */
export interface ExpertShape {
  readonly count: number;
  /** Experts that read each token. */
  readonly active: number;
  /** Width of one expert. */
  readonly feedForward: number;
  /** Width of the block that every token reads, 0 when there is none. */
  readonly sharedFeedForward: number;
  /** First layers that have one plain block instead, and its width. */
  readonly denseLayers?: number;
  readonly denseFeedForward?: number;
}

/** Attention whose keys, values and queries pass through narrow matrices (MLA of DeepSeek). */
export interface LatentShape {
  readonly queryRank: number;
  readonly keyValueRank: number;
  /** Part of a head that carries the position. */
  readonly ropeSize: number;
  readonly plainSize: number;
  readonly valueSize: number;
}

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
  /** Learned positions add `contextLength * hidden` parameters; rotary and ALiBi ones none. */
  readonly positions: "learned" | "rotary" | "alibi";
  readonly contextLength: number;
  readonly norm: "layer" | "rms";
  readonly biases: "all" | "feed-forward-and-output" | "none";
  /** Attention and feed-forward read the same normalised input (GPT-J, GPT-NeoX). */
  readonly parallelBlocks: boolean;
  /** Norms inside one layer; 2 when absent, 1 where attention and feed-forward share it (GPT-J). */
  readonly normsPerLayer?: 1 | 2;
  /** A norm behind the embedding (BLOOM). */
  readonly embeddingNorm?: boolean;
  readonly experts?: ExpertShape;
  readonly latent?: LatentShape;
  /** Where the shape is published. */
  readonly source: string;
}
