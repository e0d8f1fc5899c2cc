import type { ModelShape } from "../../model/shape.ts";

/** An option and its values; none for a switch. */
export type Argument = readonly [option: `--${string}`, ...values: (string | number)[]];

const positionOptions: Partial<Record<ModelShape["positions"], Argument[]>> = {
  learned: [["--position-embedding-type", "learned_absolute"]],
  rotary: [["--position-embedding-type", "rope"]],
  none: [["--position-embedding-type", "none"]],
};

function positionArguments({ positions, rotaryBase }: ModelShape): Argument[] {
  const base: Argument[] = rotaryBase === undefined ? [] : [["--rotary-base", rotaryBase]];
  return [...(positionOptions[positions] ?? []), ...base];
}

function attentionArguments({ latent, heads, keyValueHeads, headSize, window }: ModelShape): Argument[] {
  if (latent) {
    return [
      ["--multi-latent-attention"],
      ...(latent.queryRank > 0 ? ([["--q-lora-rank", latent.queryRank]] as const) : []),
      ["--kv-lora-rank", latent.keyValueRank],
      ["--qk-head-dim", latent.plainSize],
      ["--qk-pos-emb-head-dim", latent.ropeSize],
      ["--v-head-dim", latent.valueSize],
    ];
  }
  const grouped: Argument[] =
    keyValueHeads < heads ? [["--group-query-attention"], ["--num-query-groups", keyValueHeads]] : [];
  // A token sees itself and those before it: the window counts it, the option does not.
  const seen: Argument[] = window ? [["--window-size", `${window.size - 1},0`]] : [];
  return [["--kv-channels", headSize], ...grouped, ...seen];
}

function expertArguments({ experts, layers }: ModelShape): Argument[] {
  if (!experts) return [];
  const dense = experts.denseLayers ?? 0;
  return [
    ["--num-experts", experts.count],
    ["--moe-router-topk", experts.active],
    ["--moe-ffn-hidden-size", experts.feedForward],
    ...(experts.sharedFeedForward > 0
      ? ([["--moe-shared-expert-intermediate-size", experts.sharedFeedForward]] as const)
      : []),
    ...(experts.sharedGate ? ([["--moe-shared-expert-gate"]] as const) : []),
    ...(experts.routerBias
      ? ([["--moe-router-enable-expert-bias"], ["--moe-router-score-function", "sigmoid"]] as const)
      : []),
    ...(dense > 0 ? ([["--moe-layer-freq", `([0]*${dense}+[1]*${layers - dense})`]] as const) : []),
    ["--moe-grouped-gemm"],
    ["--moe-token-dispatcher-type", "alltoall"],
  ];
}

/** The architecture as Megatron-LM's arguments. */
export function modelArguments(model: ModelShape, sequenceLength: number, tensorParallel: number): Argument[] {
  const padded = model.paddedVocabulary;
  return [
    ["--num-layers", model.layers],
    ["--hidden-size", model.hidden],
    ["--ffn-hidden-size", model.experts?.denseFeedForward ?? model.feedForward],
    ["--num-attention-heads", model.heads],
    ...attentionArguments(model),
    ["--seq-length", sequenceLength],
    ["--max-position-embeddings", Math.max(model.positionRows ?? model.contextLength, sequenceLength)],
    ...positionArguments(model),
    ["--normalization", model.norm === "rms" ? "RMSNorm" : "LayerNorm"],
    ...(model.gatedFeedForward ? ([["--swiglu"]] as const) : []),
    ...(model.biases === "none" ? ([["--disable-bias-linear"]] as const) : []),
    ...(typeof model.biases === "object" ? ([["--disable-bias-linear"], ["--add-qkv-bias"]] as const) : []),
    // Latent attention norms its latents; there the same switch is theirs (arXiv 2412.19437 section 2.1.1).
    ...(model.queryKeyNorm || model.latent ? ([["--qk-layernorm"]] as const) : []),
    ...(model.tiedEmbeddings ? [] : ([["--untie-embeddings-and-output-weights"]] as const)),
    // Without this the vocabulary is padded by the tool to a multiple of 128 times the tensor degree.
    ...(padded % tensorParallel === 0 ? ([["--padded-vocab-size", padded]] as const) : []),
    ...expertArguments(model),
  ];
}
