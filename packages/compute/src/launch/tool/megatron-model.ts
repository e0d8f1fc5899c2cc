import type { ModelShape } from "../../model/shape.ts";
import { expertArguments } from "./megatron-experts.ts";

/** An option and its values; none for a switch. */
export type Argument = readonly [option: `--${string}`, ...values: (string | number)[]];

const positionOptions: Partial<Record<ModelShape["positions"], Argument[]>> = {
  learned: [["--position-embedding-type", "learned_absolute"]],
  rotary: [["--position-embedding-type", "rope"]],
  none: [["--position-embedding-type", "none"]],
};

function positionArguments({ positions, rotaryBase, rotaryShare, latent }: ModelShape): Argument[] {
  return [
    ...(positionOptions[positions] ?? []),
    ...(rotaryBase === undefined ? [] : ([["--rotary-base", rotaryBase]] as const)),
    ...(rotaryShare === undefined ? [] : ([["--rotary-percent", rotaryShare]] as const)),
    // Only the kind that stretches positions has a fused kernel for latent attention: it stretches them by 1.
    ...(latent
      ? ([
          ["--rope-type", "yarn"],
          ["--rotary-scaling-factor", 1],
        ] as const)
      : []),
  ];
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

/** What feed-forward blocks put their values through, and which products have a bias. */
const productArguments = ({ gatedFeedForward, activation, biases }: ModelShape): Argument[] => [
  ...(gatedFeedForward ? ([["--swiglu"]] as const) : []),
  ...(activation === "squared-relu" ? ([["--squared-relu"]] as const) : []),
  ...(biases === "none" ? ([["--disable-bias-linear"]] as const) : []),
  ...(typeof biases === "object" ? ([["--disable-bias-linear"], ["--add-qkv-bias"]] as const) : []),
];

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
    ...(model.normEpsilon === undefined ? [] : ([["--norm-epsilon", model.normEpsilon]] as const)),
    ...productArguments(model),
    // Latent attention norms its latents; there the same switch is theirs (arXiv 2412.19437 section 2.1.1).
    ...(model.queryKeyNorm || model.latent ? ([["--qk-layernorm"]] as const) : []),
    ...(model.tiedEmbeddings ? [] : ([["--untie-embeddings-and-output-weights"]] as const)),
    // Without this the vocabulary is padded by the tool to a multiple of 128 times the tensor degree.
    ...(padded % tensorParallel === 0 ? ([["--padded-vocab-size", padded]] as const) : []),
    ...expertArguments(model),
  ];
}
