import type { BiasShape, ExpertShape } from "../shape.ts";
import type { ConfigReader } from "./config-reader.ts";
import { multiTokenLayers, softmaxRouting } from "./routing.ts";
import { type Architecture, biasesFrom, contextOf, llamaLike, slidingLayers, windowOf } from "./sizes.ts";

const queryBias: BiasShape = { queryKeyValue: true, attentionOutput: false, feedForward: false, logits: false };

const llama = (reader: ConfigReader): Architecture => llamaLike(reader);

/** The window is 4,096 where the field is missing, none where it is null. */
function mistral(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  const size = Object.hasOwn(reader.fields, "sliding_window") ? reader.optional("sliding_window") : 4096;
  return { ...base, ...windowOf(size, base.layers) };
}

function routed(
  reader: ConfigReader,
  names: { count: string[]; width: string },
): Omit<ExpertShape, "sharedFeedForward"> {
  const count = reader.count(names.count);
  const active = reader.count(["num_experts_per_tok", "experts_per_token"]);
  if (active > count) reader.refuse("num_experts_per_tok", `must be at most the ${count} experts`, active);
  return { count, active, feedForward: reader.count(names.width) };
}

function mixtral(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  const experts = routed(reader, { count: ["num_local_experts"], width: "intermediate_size" });
  const window = windowOf(reader.optional("sliding_window"), base.layers);
  return { ...base, experts: { ...experts, sharedFeedForward: 0 }, ...window };
}

/** Llama with experts in place of its feed-forward block. */
function graniteMoe(reader: ConfigReader): Architecture {
  const experts = routed(reader, { count: ["num_local_experts"], width: "intermediate_size" });
  return { ...llamaLike(reader), experts: { ...experts, sharedFeedForward: 0 } };
}

/** Norms over all heads of queries and keys at once, a number of each expert beside its score. */
function miniMaxM2(reader: ConfigReader): Architecture {
  const base = graniteMoe(reader);
  const perLayer = reader.text("qk_norm_type", "per_layer") === "per_layer";
  const normed = reader.flag("use_qk_norm", false) ? ({ queryKeyNorm: perLayer ? "width" : "head" } as const) : {};
  const routerBias = reader.flag("use_routing_bias", true) ? { routerBias: true } : {};
  const routing = { score: "sigmoid", normalized: true } as const;
  const experts = { ...base.experts!, ...routerBias, routing };
  return { ...base, ...normed, experts, ...multiTokenLayers(reader, "num_mtp_modules") };
}

/** Layers from `max_window_layers` on have the window, where it is used at all. */
function qwenWindow(reader: ConfigReader, layers: number): ReturnType<typeof windowOf> {
  if (!reader.flag("use_sliding_window", false)) return {};
  const limited = Math.max(0, layers - reader.count("max_window_layers", layers, 0));
  return windowOf(reader.optional("sliding_window"), slidingLayers(reader, layers, limited));
}

function qwen2(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  return { ...base, biases: queryBias, ...qwenWindow(reader, base.layers) };
}

function qwen3(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  const headSize = reader.count("head_dim", 128);
  return { ...base, headSize, queryKeyNorm: "head", ...qwenWindow(reader, base.layers) };
}

/** Which layers have no experts: those listed, and those that the step leaves out. */
function plainLayers(reader: ConfigReader, layers: number): number[] {
  const listed = new Set(reader.list("mlp_only_layers"));
  const step = reader.count("decoder_sparse_step", 1);
  return Array.from({ length: Math.min(layers, 1e5) || 0 }, (_, layer) => layer).filter(
    (layer) => listed.has(layer) || (layer + 1) % step !== 0,
  );
}

interface QwenExperts extends Pick<Architecture, "particulars"> {
  readonly experts: ExpertShape;
}

function qwenExperts(reader: ConfigReader, layers: number): QwenExperts {
  const routedHalf = routed(reader, { count: ["num_experts"], width: "moe_intermediate_size" });
  const experts = { ...routedHalf, sharedFeedForward: 0, ...softmaxRouting(reader, false) };
  const plain = plainLayers(reader, layers);
  if (plain.length === 0) return { experts };
  const dense = { denseLayers: plain.length, denseFeedForward: reader.count("intermediate_size") };
  if (plain.every((layer, at) => layer === at)) return { experts: { ...experts, ...dense } };
  if (!reader.list("mlp_only_layers")?.length) {
    return { experts: { ...experts, ...dense, every: reader.count("decoder_sparse_step", 1) } };
  }
  return { experts: { ...experts, ...dense }, particulars: ["plain layers between those with experts"] };
}

function qwen2Moe(reader: ConfigReader): Architecture {
  const base = qwen2(reader);
  const { experts, ...rest } = qwenExperts(reader, base.layers);
  const sharedFeedForward = reader.count("shared_expert_intermediate_size");
  return { ...base, ...rest, experts: { ...experts, sharedFeedForward, sharedGate: true } };
}

function qwen3Moe(reader: ConfigReader): Architecture {
  const base = qwen3(reader);
  return { ...base, ...qwenExperts(reader, base.layers) };
}

const gemma = (reader: ConfigReader): Architecture => ({
  ...llamaLike(reader, true),
  headSize: reader.count("head_dim", 256),
});

/** Every other layer, beginning with the first, has the window. */
function gemma2(reader: ConfigReader): Architecture {
  const base = { ...gemma(reader), normsPerLayer: 4 } as const;
  const size = reader.count("sliding_window", 4096);
  return { ...base, ...windowOf(size, slidingLayers(reader, base.layers, Math.ceil(base.layers / 2))) };
}

/** Five layers with the window, then one without. */
function gemma3(reader: ConfigReader): Architecture {
  const base = { ...gemma(reader), normsPerLayer: 4, queryKeyNorm: "head" } as const;
  const every = reader.count(["sliding_window_pattern", "_sliding_window_pattern"], 6);
  const limited = slidingLayers(reader, base.layers, base.layers - Math.floor(base.layers / every));
  return { ...base, ...windowOf(reader.count("sliding_window", 4096), limited) };
}

function phi3(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  return { ...base, ...windowOf(reader.optional("sliding_window"), base.layers) };
}

const olmo = (reader: ConfigReader): Architecture => ({ ...llamaLike(reader), norm: "unscaled" });

const olmo2 = (reader: ConfigReader): Architecture => ({ ...llamaLike(reader), queryKeyNorm: "width" });

/** Its one switch of biases is named otherwise. */
const internLm2 = (reader: ConfigReader): Architecture => ({
  ...llamaLike(reader),
  biases: biasesFrom(reader.flag("bias", false), false),
});

function olmoe(reader: ConfigReader): Architecture {
  const experts = routed(reader, { count: ["num_experts"], width: "intermediate_size" });
  return { ...olmo2(reader), experts: { ...experts, sharedFeedForward: 0, ...softmaxRouting(reader, false) } };
}

const stableLm = (reader: ConfigReader): Architecture => ({
  ...llamaLike(reader),
  norm: "layer",
  biases: reader.flag("use_qkv_bias", false) ? queryBias : "none",
});

/** Norms of queries and keys, where there are any, have weights of their own for each head. */
const cohere = (reader: ConfigReader): Architecture => ({
  ...llamaLike(reader, true),
  contextLength: contextOf(reader, 8192),
  parallelBlocks: true,
  normsPerLayer: 1,
  ...(reader.flag("use_qk_norm", false) ? ({ queryKeyNorm: "width" } as const) : {}),
});

/** Command R with a window in three layers of four. */
function cohere2(reader: ConfigReader): Architecture {
  const base = cohere(reader);
  const every = reader.count("sliding_window_pattern", 4);
  const limited = slidingLayers(reader, base.layers, base.layers - Math.floor(base.layers / every));
  return { ...base, ...windowOf(reader.count("sliding_window", 4096), limited) };
}

/** OLMo 2 with a window in three layers of four. */
function olmo3(reader: ConfigReader): Architecture {
  const base = olmo2(reader);
  const limited = slidingLayers(reader, base.layers, base.layers - Math.floor(base.layers / 4));
  return { ...base, ...windowOf(reader.count("sliding_window", 4096), limited) };
}

/** Some layers leave the position out, which changes no size. */
const smolLm3 = (reader: ConfigReader): Architecture => llamaLike(reader, true);

function seedOss(reader: ConfigReader): Architecture {
  const biased = reader.flag("attention_bias", true);
  const output = reader.flag("attention_out_bias", false);
  const base = llamaLike(reader);
  const biases = { queryKeyValue: biased, attentionOutput: output, feedForward: false, logits: false };
  return { ...base, headSize: reader.count("head_dim", 128), biases };
}

/** Mixtral with layer norms, biases of attention and of the output layer. */
function phiMoe(reader: ConfigReader): Architecture {
  const attention = reader.flag("attention_bias", false);
  const logits = reader.flag("lm_head_bias", false);
  const biases = { queryKeyValue: attention, attentionOutput: attention, feedForward: false, logits };
  return { ...mixtral(reader), norm: "layer", biases };
}

const nemotron = (reader: ConfigReader): Architecture => ({
  ...llamaLike(reader),
  gatedFeedForward: false,
  norm: "layer",
});

function gptOss(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  const experts = routed(reader, { count: ["num_local_experts", "num_experts"], width: "intermediate_size" });
  const size = reader.count("sliding_window", 128);
  return {
    ...base,
    headSize: reader.count("head_dim", 64),
    biases: { queryKeyValue: true, attentionOutput: true, feedForward: true, logits: false },
    attentionSinks: true,
    clampedGate: true,
    experts: { ...experts, sharedFeedForward: 0, routerBias: true },
    ...windowOf(size, slidingLayers(reader, base.layers, Math.ceil(base.layers / 2))),
  };
}

/** Every so many layers one has experts, and with them a shared block of their width. */
function llama4(reader: ConfigReader): Architecture {
  const base = llamaLike(reader);
  const experts = routed(reader, { count: ["num_local_experts"], width: "intermediate_size" });
  const step = reader.count("interleave_moe_layer_step", 1);
  const denseLayers = base.layers - Math.floor(base.layers / step);
  const dense =
    denseLayers > 0 ? { denseLayers, denseFeedForward: reader.count("intermediate_size_mlp"), every: step } : {};
  const routing = { score: "sigmoid", normalized: false } as const;
  if (reader.raw("attention_chunk_size") !== undefined) {
    reader.ignore("attention_chunk_size", "attention within chunks is counted over the whole sequence");
  }
  return { ...base, experts: { ...experts, sharedFeedForward: experts.feedForward, ...dense, routing } };
}

/** Readers of Llama's relatives by `model_type`. */
export const llamaFamily: Readonly<Record<string, (reader: ConfigReader) => Architecture>> = {
  llama,
  granite: llama,
  mistral,
  ministral: mistral,
  mixtral,
  granitemoe: graniteMoe,
  minimax_m2: miniMaxM2,
  qwen2,
  qwen2_vl: qwen2,
  qwen2_vl_text: qwen2,
  qwen2_5_vl: qwen2,
  qwen2_5_vl_text: qwen2,
  qwen2_moe: qwen2Moe,
  qwen3,
  qwen3_vl_text: qwen3,
  qwen3_moe: qwen3Moe,
  qwen3_vl_moe_text: qwen3Moe,
  gemma,
  gemma2,
  gemma3_text: gemma3,
  phi3,
  olmo,
  olmo2,
  olmoe,
  internlm2: internLm2,
  stablelm: stableLm,
  cohere,
  cohere2,
  olmo3,
  smollm3: smolLm3,
  seed_oss: seedOss,
  phimoe: phiMoe,
  nemotron,
  gpt_oss: gptOss,
  llama4_text: llama4,
};
