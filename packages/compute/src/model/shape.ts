/** How a router chooses experts and weighs what they say; none of it changes a cost. */
export interface RoutingShape {
  /** What makes scores of the router's outputs. */
  readonly score: "softmax" | "sigmoid";
  /** The weights of a token's experts add up to 1 (`norm_topk_prob`). */
  readonly normalized: boolean;
  /** Factor of those weights (`routed_scaling_factor`); 1 when absent. */
  readonly scale?: number;
  readonly groups?: RoutingGroups;
}

/** Experts lie in groups of one size, and a token is sent to a few groups only. */
export interface RoutingGroups {
  /** `n_group`. */
  readonly count: number;
  /** Groups that a token is sent to (`topk_group`). */
  readonly active: number;
  /** How many of a group's best scores add up to its own: 1 in DeepSeek-V2, 2 in DeepSeek-V3. */
  readonly bestScores: 1 | 2;
}

/** The routed half of a mixture of experts: which of several feed-forward blocks read a token. */
export interface ExpertShape {
  readonly count: number;
  /** Experts that read each token. */
  readonly active: number;
  /** Width of one expert. */
  readonly feedForward: number;
  /** Width of the block that every token reads, 0 when there is none. */
  readonly sharedFeedForward: number;
  /** Layers that have one plain block instead, and its width: the first ones, unless `every` is given. */
  readonly denseLayers?: number;
  readonly denseFeedForward?: number;
  /** Every so many-th layer has experts, and those between have plain blocks (Llama 4 Maverick). */
  readonly every?: number;
  /** A learned number of each expert beside its score (DeepSeek-V3, GPT-OSS). */
  readonly routerBias?: boolean;
  /** A learned gate before the shared block (Qwen2-MoE). */
  readonly sharedGate?: boolean;
  /** A softmax whose weights add up to 1 when absent (Mixtral). */
  readonly routing?: RoutingShape;
}

/** Attention whose keys, values and queries pass through narrow matrices (MLA of DeepSeek). */
export interface LatentShape {
  /** 0 where queries are not narrowed (DeepSeek-V2-Lite). */
  readonly queryRank: number;
  readonly keyValueRank: number;
  /** Part of a head that carries the position. */
  readonly ropeSize: number;
  readonly plainSize: number;
  readonly valueSize: number;
}

/** Attention that looks back over so many tokens and no further. */
export interface WindowShape {
  /** **Unit** tokens. */
  readonly size: number;
  /** Layers limited so; the others see the whole sequence (half of them in Gemma 2 and GPT-OSS). */
  readonly layers: number;
}

/** The reading half of an encoder-decoder (T5): its layers see both ways, the decoder's attend to them as well. */
export interface EncoderShape {
  /** How many of the model's layers are the encoder's. */
  readonly layers: number;
  /** Share of a sequence's tokens that the encoder reads; the decoder writes the rest. */
  readonly sourceShare: number;
}

/** Which products have a bias, where the usual three patterns do not fit. */
export interface BiasShape {
  readonly queryKeyValue: boolean;
  readonly attentionOutput: boolean;
  readonly feedForward: boolean;
  readonly logits: boolean;
}

/** Positions turned more slowly than they were, so that a trained model reads further (YaRN, Llama 3.1). */
export interface RotaryStretch {
  /** As its configuration names it: `yarn`, `llama3`, `linear`. */
  readonly kind: string;
  /** Length that needs no stretching. **Unit** tokens. */
  readonly from: number;
}

/** What sets an architecture apart, costs nothing that is counted, and has no field of its own. */
export type Particular =
  | "attention within chunks"
  | "clipped queries and keys"
  | "experts on weighted inputs"
  | "layer norms without offsets"
  | "layers without positions"
  | "plain layers between those with experts"
  | "scaled embeddings"
  | "scaled residuals or logits"
  | "sparse mixing of experts";

/** The architecture of a transformer, decoder-only unless it has an encoder, as far as its cost depends on it. */
export interface ModelShape {
  /** Stable name, e.g. `gpt-j-6b`. */
  readonly id: string;
  readonly label: string;
  /** All layers, an encoder's among them. */
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  /** **Unit** values; usually hidden / heads. */
  readonly headSize: number;
  readonly feedForward: number;
  /** Two matrices up and one down (SwiGLU) instead of one each way. */
  readonly gatedFeedForward: boolean;
  /** Both halves of a gated block are clamped, and an offset moves the linear one (GPT-OSS). */
  readonly clampedGate?: boolean;
  readonly vocabulary: number;
  /** Vocabulary after padding, as trained. */
  readonly paddedVocabulary: number;
  readonly tiedEmbeddings: boolean;
  /** Learned positions add a row of `hidden` for each, relative ones a table of buckets; rotary and ALiBi ones none. */
  readonly positions: "learned" | "rotary" | "alibi" | "relative" | "none";
  readonly contextLength: number;
  /** Base of the angles of rotary positions; 10,000 when absent. */
  readonly rotaryBase?: number;
  /** Share of a head that rotary positions turn; all of it when absent. */
  readonly rotaryShare?: number;
  readonly rotaryStretch?: RotaryStretch;
  /** Rows of learned positions where they are not `contextLength` (OPT keeps 2 more). */
  readonly positionRows?: number;
  /** Buckets of relative positions, each with a number for each head, one table a stack. */
  readonly positionBuckets?: number;
  /** Scale and offset, scale alone, or neither (OLMo). */
  readonly norm: "layer" | "rms" | "unscaled";
  /** What a norm adds to a variance so that it is never 0; 0.00001 when absent. */
  readonly normEpsilon?: number;
  /** What feed-forward blocks put their inner values through; SiLU where gated and GELU where not, when absent. */
  readonly activation?: "silu" | "gelu" | "relu" | "squared-relu" | "other";
  readonly biases: "all" | "feed-forward-and-output" | "none" | BiasShape;
  /** Attention and feed-forward read the same normalised input (GPT-J, GPT-NeoX). */
  readonly parallelBlocks: boolean;
  /** Norms inside one layer; 2 when absent, 1 where both blocks share it (GPT-J), 4 with norms behind them (Gemma 2). */
  readonly normsPerLayer?: 1 | 2 | 4;
  /** Norms of queries and keys: of each head (Qwen3), or over all heads at once (OLMo 2). */
  readonly queryKeyNorm?: "head" | "width";
  /** A learned number a head that takes part in the softmax (GPT-OSS). */
  readonly attentionSinks?: boolean;
  /** A norm behind the embedding (BLOOM). */
  readonly embeddingNorm?: boolean;
  readonly experts?: ExpertShape;
  readonly latent?: LatentShape;
  readonly window?: WindowShape;
  readonly encoder?: EncoderShape;
  /**
   * Layers behind the last that each predict one token further in training (multi-token prediction), in no count of
   * parameters, FLOPs or memory: `multiTokenCost` says what they would add.
   */
  readonly multiTokenLayers?: number;
  readonly particulars?: readonly Particular[];
  /** Where the shape is published. */
  readonly source: string;
}
