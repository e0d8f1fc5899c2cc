/** A question for the planner that takes long: layers, experts, heads, batch and devices with many divisors each. */
export const heavyQuestion = {
  config: {
    model_type: "mixtral",
    hidden_size: 1440,
    intermediate_size: 1440,
    num_hidden_layers: 504,
    num_attention_heads: 360,
    num_key_value_heads: 360,
    vocab_size: 32_000,
    num_local_experts: 504,
    num_experts_per_tok: 2,
    max_position_embeddings: 4096,
  },
  system: "dgx-h100",
  devices: 15_120,
  global_batch_size: 110_880,
} as const;
