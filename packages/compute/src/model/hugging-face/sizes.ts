import type { BiasShape, ModelShape, WindowShape } from "../shape.ts";
import type { ConfigReader } from "./config-reader.ts";

/** What an architecture's reader says of a model; names and source are added to it. */
export type Architecture = Omit<ModelShape, "id" | "label" | "source">;

/** Width, depth and heads, under the names that most architectures use. */
export function stackOf(reader: ConfigReader): Pick<Architecture, "layers" | "hidden" | "heads" | "headSize"> {
  const layers = reader.count(["num_hidden_layers", "n_layer", "num_layers", "n_layers"]);
  const hidden = reader.count(["hidden_size", "n_embd", "n_embed", "d_model"]);
  const heads = reader.count(["num_attention_heads", "n_head", "num_heads", "n_heads"]);
  const headSize = reader.optional("head_dim") ?? reader.share(["num_attention_heads", "n_head"], hidden, heads);
  return { layers, hidden, heads, headSize };
}

/** Keys and values of a model with so many query heads. */
export function keyValueHeadsOf(reader: ConfigReader, heads: number, otherwise = heads): number {
  const found = reader.count(["num_key_value_heads", "num_kv_heads"], otherwise);
  reader.share(["num_key_value_heads", "num_kv_heads"], heads, found);
  return found;
}

export function vocabularyOf(
  reader: ConfigReader,
  tied: boolean,
): Pick<Architecture, "vocabulary" | "paddedVocabulary" | "tiedEmbeddings"> {
  const vocabulary = reader.count("vocab_size");
  return {
    vocabulary,
    paddedVocabulary: vocabulary,
    tiedEmbeddings: reader.flag("tie_word_embeddings", tied),
  };
}

export const contextOf = (reader: ConfigReader, otherwise?: number): number =>
  reader.count(
    ["max_position_embeddings", "n_positions", "n_ctx", "max_seq_len", "max_sequence_length", "seq_length"],
    otherwise,
  );

/** Attention and feed-forward biases that a configuration switches on. */
export function biasesFrom(attention: boolean, feedForward: boolean): ModelShape["biases"] {
  if (!attention && !feedForward) return "none";
  return { queryKeyValue: attention, attentionOutput: attention, feedForward, logits: false } satisfies BiasShape;
}

/** **Returns** the window of so many layers; nothing where no layer has one. */
export const windowOf = (size: number | undefined, layers: number): { window?: WindowShape } =>
  size === undefined || layers === 0 ? {} : { window: { size, layers } };

/**
 * Layers with a sliding window: as `layer_types` lists them, else `otherwise`. Kinds of layers that are no attention
 * are refused.
 */
export function slidingLayers(reader: ConfigReader, layers: number, otherwise: number): number {
  const kinds = reader.list("layer_types");
  if (kinds === undefined) return otherwise;
  const strange = kinds.find((kind) => kind !== "full_attention" && kind !== "sliding_attention");
  if (strange !== undefined) {
    reader.refuse("layer_types", "may hold full_attention and sliding_attention", strange);
  } else if (Math.abs(kinds.length - layers) > 0) {
    reader.refuse("layer_types", `must name each of the ${layers} layers`, kinds.length);
  }
  return kinds.filter((kind) => kind === "sliding_attention").length;
}

/** What decoders in the manner of Llama share; each architecture says where it differs. */
export function llamaLike(reader: ConfigReader, tied = false): Architecture {
  const stack = stackOf(reader);
  return {
    ...stack,
    keyValueHeads: keyValueHeadsOf(reader, stack.heads),
    feedForward: reader.count("intermediate_size"),
    gatedFeedForward: true,
    ...vocabularyOf(reader, tied),
    positions: "rotary",
    contextLength: contextOf(reader, 2048),
    norm: "rms",
    biases: biasesFrom(reader.flag("attention_bias", false), reader.flag("mlp_bias", false)),
    parallelBlocks: false,
  };
}
