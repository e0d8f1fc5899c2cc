import type { ConfigReader } from "./config-reader.ts";
import { type Architecture, biasesFrom, contextOf, keyValueHeadsOf, stackOf, vocabularyOf, windowOf } from "./sizes.ts";

/** Two matrices of four times the width unless told otherwise, layer norms with offsets, biases throughout. */
function gptLike(reader: ConfigReader, tied: boolean): Architecture {
  const stack = stackOf(reader);
  return {
    ...stack,
    keyValueHeads: stack.heads,
    feedForward: reader.count(["n_inner", "intermediate_size", "ffn_dim", "ffn_hidden_size"], 4 * stack.hidden),
    gatedFeedForward: false,
    ...vocabularyOf(reader, tied),
    positions: "learned",
    contextLength: contextOf(reader, 2048),
    norm: "layer",
    biases: "all",
    parallelBlocks: false,
  };
}

const gpt2 = (reader: ConfigReader): Architecture => gptLike(reader, true);

const gptBigCode = (reader: ConfigReader): Architecture => ({
  ...gptLike(reader, true),
  ...(reader.flag("multi_query", true) ? { keyValueHeads: 1 } : {}),
});

/** Layers that `attention_types` calls local, e.g. `[[["global", "local"], 12]]`; every other one without it. */
function localLayers(reader: ConfigReader, layers: number): number {
  const groups = reader.list("attention_types");
  if (groups === undefined) return Math.floor(layers / 2);
  let local = 0;
  for (const group of groups) {
    const [kinds, times] = Array.isArray(group) ? (group as unknown[]) : [];
    if (!Array.isArray(kinds) || typeof times !== "number") {
      reader.refuse("attention_types", "must hold pairs of a list and a number", group);
      return 0;
    }
    local += kinds.filter((kind) => kind === "local").length * times;
  }
  return Math.min(local, layers);
}

function gptNeo(reader: ConfigReader): Architecture {
  const base = gptLike(reader, true);
  const window = windowOf(reader.count("window_size", 256), localLayers(reader, base.layers));
  const biases = { queryKeyValue: false, attentionOutput: true, feedForward: true, logits: false };
  return { ...base, biases, ...window };
}

function gptNeoX(reader: ConfigReader): Architecture {
  const parallelBlocks = reader.flag("use_parallel_residual", true);
  const base = gptLike(reader, false);
  const attention = reader.flag("attention_bias", true);
  const biases = attention ? "all" : { queryKeyValue: false, attentionOutput: false, feedForward: true, logits: false };
  return { ...base, positions: "rotary", parallelBlocks, biases };
}

const gptJ = (reader: ConfigReader): Architecture => ({
  ...gptLike(reader, false),
  positions: "rotary",
  biases: "feed-forward-and-output",
  parallelBlocks: true,
  normsPerLayer: 1,
});

function opt(reader: ConfigReader): Architecture {
  const base = gptLike(reader, true);
  const projected = reader.count("word_embed_proj_dim", base.hidden);
  // What is off a refused size is no refusal of its own.
  if (Math.abs(projected - base.hidden) > 0)
    reader.refuse("word_embed_proj_dim", `must equal hidden_size ${base.hidden}`, projected);
  if (!reader.flag("do_layer_norm_before", true)) reader.refuse("do_layer_norm_before", "must be true", false);
  return { ...base, positionRows: base.contextLength + 2 };
}

const bloom = (reader: ConfigReader): Architecture => ({
  ...gptLike(reader, true),
  positions: "alibi",
  embeddingNorm: true,
});

const phi = (reader: ConfigReader): Architecture => ({
  ...gptLike(reader, false),
  positions: "rotary",
  biases: { queryKeyValue: true, attentionOutput: true, feedForward: true, logits: true },
  parallelBlocks: true,
  normsPerLayer: 1,
});

function falcon(reader: ConfigReader): Architecture {
  const base = gptLike(reader, true);
  const newer = reader.flag("new_decoder_architecture", false);
  const shared = reader.flag("multi_query", true) ? 1 : base.heads;
  const bias = reader.flag("bias", false);
  const parallelBlocks = newer || reader.flag("parallel_attn", true);
  const norms = reader.count("num_ln_in_parallel_attn", newer ? 2 : 1);
  return {
    ...base,
    keyValueHeads: newer ? keyValueHeadsOf(reader, base.heads) : shared,
    positions: reader.flag("alibi", false) ? "alibi" : "rotary",
    biases: bias ? "all" : "none",
    parallelBlocks,
    normsPerLayer: parallelBlocks && norms === 1 ? 1 : 2,
  };
}

function mpt(reader: ConfigReader): Architecture {
  const stack = stackOf(reader);
  const attention = reader.section("attn_config");
  const plain = reader.flag("no_bias", true);
  return {
    ...stack,
    keyValueHeads: attention.count("kv_n_heads", stack.heads),
    feedForward: stack.hidden * reader.count("expansion_ratio", 4),
    gatedFeedForward: false,
    ...vocabularyOf(reader, true),
    positions: attention.flag("alibi", true) ? "alibi" : "learned",
    contextLength: contextOf(reader),
    // Without offsets a layer norm learns what an rms norm learns.
    norm: plain ? "rms" : "layer",
    biases: plain ? "none" : "all",
    parallelBlocks: false,
  };
}

/** MPT's successor: experts in every layer, gated, layer norms without offsets, untied. */
function dbrx(reader: ConfigReader): Architecture {
  const stack = stackOf(reader);
  const attention = reader.section("attn_config");
  const blocks = reader.section("ffn_config");
  const count = blocks.count("moe_num_experts");
  const active = blocks.count("moe_top_k");
  if (active > count) blocks.refuse("moe_top_k", `must be at most the ${count} experts`, active);
  const feedForward = blocks.count("ffn_hidden_size");
  return {
    ...stack,
    keyValueHeads: attention.count("kv_n_heads", stack.heads),
    feedForward,
    gatedFeedForward: true,
    ...vocabularyOf(reader, false),
    positions: "rotary",
    contextLength: contextOf(reader, 2048),
    norm: "rms",
    biases: "none",
    parallelBlocks: false,
    experts: { count, active, feedForward, sharedFeedForward: 0 },
  };
}

function starcoder2(reader: ConfigReader): Architecture {
  const base = gptLike(reader, true);
  const bias = reader.flag("use_bias", true);
  return {
    ...base,
    keyValueHeads: keyValueHeadsOf(reader, base.heads),
    positions: "rotary",
    biases: biasesFrom(bias, bias),
    ...windowOf(reader.optional("sliding_window"), base.layers),
  };
}

/** Readers of GPT's descendants by `model_type`. */
export const gptFamily: Readonly<Record<string, (reader: ConfigReader) => Architecture>> = {
  gpt2,
  gpt_bigcode: gptBigCode,
  gpt_neo: gptNeo,
  gpt_neox: gptNeoX,
  gptj: gptJ,
  opt,
  bloom,
  phi,
  falcon,
  RefinedWeb: falcon,
  RefinedWebModel: falcon,
  mpt,
  dbrx,
  starcoder2,
};
