import type { PublishedConfig } from "./published-configs.test-kit.ts";

/** Configurations of encoder-decoders. */
export const encoderConfigs: readonly PublishedConfig[] = [
  ...(
    [
      ["t5-small", 512, 2048, 8, 64, 6, 60_506_624],
      ["t5-base", 768, 3072, 12, 64, 12, 222_903_552],
      ["t5-large", 1024, 4096, 16, 64, 24, 737_668_096],
      ["t5-3b", 1024, 16384, 32, 128, 24, 2_851_598_336],
      ["t5-11b", 1024, 65536, 128, 128, 24, 11_307_321_344],
    ] as const
  ).map(([name, hidden, feedForward, heads, headSize, layers, parameters]) => ({
    name: `google-t5/${name}`,
    config: {
      model_type: "t5",
      d_model: hidden,
      d_ff: feedForward,
      num_heads: heads,
      d_kv: headSize,
      num_layers: layers,
      n_positions: 512,
      relative_attention_num_buckets: 32,
      vocab_size: 32128,
    },
    parameters,
  })),
  {
    name: "google/t5-v1_1-base",
    config: {
      model_type: "t5",
      d_model: 768,
      d_ff: 2048,
      num_heads: 12,
      d_kv: 64,
      num_layers: 12,
      num_decoder_layers: 12,
      feed_forward_proj: "gated-gelu",
      relative_attention_num_buckets: 32,
      vocab_size: 32128,
      tie_word_embeddings: false,
    },
    parameters: 247_577_856,
  },
];
