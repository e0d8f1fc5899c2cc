/** What a model does that no plan holds, to follow its name. */
const masked = "fills in masked tokens";
const pictures = "reads pictures";
const sound = "reads sound";
const mixers = "has layers that are no attention (state spaces, recurrence or linear attention), which no plan prices";
const translators = "is an encoder-decoder of another build";

const kindsOf: readonly (readonly [why: string, kinds: readonly string[]])[] = [
  [
    masked,
    ["albert", "bert", "camembert", "deberta", "deberta-v2", "distilbert", "electra", "esm", "ernie", "modernbert"],
  ],
  [masked, ["mpnet", "nomic_bert", "roberta", "xlm-roberta", "eurobert"]],
  [pictures, ["beit", "clip", "clip_text_model", "convnext", "deit", "detr", "dinov2", "resnet", "sam", "segformer"]],
  [pictures, ["siglip", "siglip_text_model", "swin", "vit", "vit_mae"]],
  [sound, ["hubert", "wav2vec2", "wavlm", "whisper"]],
  [
    mixers,
    ["bamba", "falcon_h1", "falcon_mamba", "granitemoehybrid", "jamba", "kimi_linear", "lfm2", "mamba", "mamba2"],
  ],
  [mixers, ["minimax", "minimax_text_01", "nemotron_h", "qwen3_next", "recurrent_gemma", "rwkv", "zamba", "zamba2"]],
  [translators, ["bart", "blenderbot", "longt5", "m2m_100", "marian", "mbart", "pegasus", "switch_transformers"]],
  ["has layers that attend to a picture alone, which no plan prices", ["mllama_text_model"]],
  ["attends to the positions that an index picks, which no plan prices", ["deepseek_v32"]],
  ["keeps several streams of values through its layers, which no plan prices", ["gemma3n_text"]],
];

const whyNot = new Map(kindsOf.flatMap(([why, kinds]) => kinds.map((kind) => [kind, why] as const)));

/** **Returns** the rule that a `model_type` breaks, in words where it is known what kind of model it is. */
export function ruleOfKind(kind: string, known: readonly string[]): string {
  const why = whyNot.get(kind);
  return why === undefined
    ? `must be one of ${known.join(", ")}`
    : `must name a decoder of attention layers or an encoder-decoder of T5's kind, and ${kind} ${why}`;
}
