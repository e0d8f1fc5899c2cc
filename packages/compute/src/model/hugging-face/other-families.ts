import type { ExpertShape, LatentShape } from "../shape.ts";
import type { ConfigReader } from "./config-reader.ts";
import { deepSeekRouting, multiTokenLayers, usualRoutings, type UsualRouting } from "./routing.ts";
import { type Architecture, contextOf, llamaLike, vocabularyOf } from "./sizes.ts";

function latentOf(reader: ConfigReader): LatentShape {
  return {
    queryRank: reader.optional("q_lora_rank") ?? 0,
    keyValueRank: reader.count("kv_lora_rank"),
    ropeSize: reader.count("qk_rope_head_dim"),
    plainSize: reader.count("qk_nope_head_dim"),
    valueSize: reader.count("v_head_dim"),
  };
}

/** **Returns** routed and shared experts under DeepSeek's names, after some plain layers. */
export function deepSeekExperts(reader: ConfigReader, layers: number, usual: UsualRouting): ExpertShape {
  const count = reader.count("n_routed_experts");
  const active = reader.count("num_experts_per_tok");
  if (active > count) reader.refuse("num_experts_per_tok", `must be at most the ${count} experts`, active);
  const feedForward = reader.count("moe_intermediate_size");
  const denseLayers = reader.count("first_k_dense_replace", 0, 0);
  if (denseLayers > layers) reader.refuse("first_k_dense_replace", `must be at most the ${layers} layers`, denseLayers);
  if (reader.count("moe_layer_freq", 1) !== 1)
    reader.refuse("moe_layer_freq", "must be 1", reader.raw("moe_layer_freq"));
  return {
    count,
    active,
    feedForward,
    sharedFeedForward: feedForward * reader.count("n_shared_experts", 0, 0),
    ...(denseLayers > 0 ? { denseLayers, denseFeedForward: reader.count("intermediate_size") } : {}),
    // What balances loads without a loss is a number of each expert beside its score.
    ...(usual.method === "noaux_tc" ? { routerBias: true } : {}),
    routing: deepSeekRouting(reader, count, usual),
  };
}

function deepSeek(reader: ConfigReader, usual: UsualRouting): Architecture {
  const base = llamaLike(reader);
  const latent = latentOf(reader);
  return {
    ...base,
    // Keys, queries and values of a head differ in size; their mean gives the work of the scores.
    headSize: (latent.plainSize + latent.ropeSize + latent.valueSize) / 2,
    keyValueHeads: base.heads,
    latent,
    experts: deepSeekExperts(reader, base.layers, usual),
    ...multiTokenLayers(reader),
  };
}

/** Tokens that the encoder reads and the decoder writes in T5's pre-training. Source: arXiv 1910.10683, section 3.1.4. */
const spanCorruption = { source: 512, target: 114 } as const;

function t5(reader: ConfigReader): Architecture {
  const encoderLayers = reader.count("num_layers");
  const decoderLayers = reader.count("num_decoder_layers", encoderLayers);
  const heads = reader.count("num_heads");
  const { source, target } = spanCorruption;
  return {
    layers: encoderLayers + decoderLayers,
    hidden: reader.count("d_model"),
    heads,
    keyValueHeads: heads,
    headSize: reader.count("d_kv"),
    feedForward: reader.count("d_ff"),
    gatedFeedForward: reader.text("feed_forward_proj", "relu").startsWith("gated"),
    ...vocabularyOf(reader, true),
    positions: "relative",
    positionBuckets: reader.count("relative_attention_num_buckets", 32),
    contextLength: contextOf(reader, source) + target,
    norm: "rms",
    biases: "none",
    parallelBlocks: false,
    encoder: { layers: encoderLayers, sourceShare: source / (source + target) },
  };
}

/** Readers of architectures with parts of their own, by `model_type`. */
export const otherFamilies: Readonly<Record<string, (reader: ConfigReader) => Architecture>> = {
  deepseek_v2: (reader) => deepSeek(reader, usualRoutings.deepSeekV2),
  deepseek_v3: (reader) => deepSeek(reader, usualRoutings.deepSeekV3),
  kimi_k2: (reader) => deepSeek(reader, usualRoutings.deepSeekV3),
  t5,
  mt5: t5,
  umt5: t5,
};
