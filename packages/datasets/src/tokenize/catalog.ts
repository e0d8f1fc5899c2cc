import type { Encoding } from "./encoding.ts";

/** Which vocabulary stands for a model's own when its tokens are counted. */
export interface ModelTokenizer {
  /** A model of the catalog, by the id of its shape. */
  readonly model: string;
  readonly encoding: Encoding;
  /** Whether the count is the model's own, or that of a vocabulary like it. */
  readonly exact: boolean;
  readonly note: string;
  readonly source: string;
}

const gpt2 = (model: string): ModelTokenizer => ({
  model,
  encoding: "r50k_base",
  exact: true,
  note: "r50k_base holds GPT-2's 50,257 tokens.",
  source: "https://github.com/openai/tiktoken/blob/main/tiktoken_ext/openai_public.py (gpt2, r50k_base)",
});

const llama3 = (model: string): ModelTokenizer => ({
  model,
  encoding: "cl100k_base",
  exact: false,
  note:
    "Approximation: Llama 3's vocabulary is cl100k_base's 100,000 tokens and 28,000 more for other languages than " +
    "English, so English counts lie close and others come out too high.",
  source: "Grattafiori et al., The Llama 3 Herd of Models, arXiv:2407.21783, section 3.2",
});

const neoX = (model: string): ModelTokenizer => ({
  model,
  encoding: "r50k_base",
  exact: false,
  note:
    "Approximation: GPT-NeoX has a vocabulary of its own, of the same size, trained on the Pile, with tokens for " +
    "runs of spaces: code comes out too high.",
  source: "Black et al., GPT-NeoX-20B, arXiv:2204.06745, section 3.2",
});

/** Models that state that they read GPT-2's tokens. */
const readsGpt2 = (model: string, note: string, source: string): ModelTokenizer => ({
  model,
  encoding: "r50k_base",
  exact: true,
  note,
  source,
});

const cerebras = (model: string): ModelTokenizer =>
  readsGpt2(model, "Cerebras-GPT reads GPT-2's tokens.", "Dey et al., Cerebras-GPT, arXiv:2304.03208, section 2");

const opt = (model: string): ModelTokenizer =>
  readsGpt2(model, "OPT reads GPT-2's tokens.", "Zhang et al., OPT, arXiv:2205.01068, section 2.3");

const gptOss = (model: string): ModelTokenizer => ({
  model,
  encoding: "o200k_base",
  exact: true,
  note: "o200k_harmony is o200k_base with further names of special tokens, which no text reaches.",
  source: "gpt-oss model card, arXiv:2508.10925, section 2.5",
});

const qwen = (model: string): ModelTokenizer => ({
  model,
  encoding: "cl100k_base",
  exact: false,
  note:
    "Approximation: Qwen's vocabulary is cl100k_base's with 50,000 tokens more, most of them Chinese, and splits each " +
    "digit: Chinese comes out too high, numbers too low.",
  source: "Bai et al., Qwen technical report, arXiv:2309.16609, section 2.2",
});

const olmo2 = (model: string): ModelTokenizer => ({
  model,
  encoding: "cl100k_base",
  exact: true,
  note: "OLMo 2's vocabulary is cl100k_base's with further names of special tokens, which no text reaches.",
  source: "https://huggingface.co/allenai/dolma2-tokenizer; OLMo 2, arXiv:2501.00656",
});

/**
 * Models by their catalog ids. Those whose vocabulary is like none of these (BLOOM, Llama 2, Mistral, Gemma, DeepSeek,
 * T5, Falcon, Nemotron-4) are missing: they can be planned, not quoted on a dataset's count.
 */
export const modelTokenizers: readonly ModelTokenizer[] = [
  gpt2("gpt2"),
  gpt2("gpt2-medium"),
  gpt2("gpt2-large"),
  gpt2("gpt2-xl"),
  gpt2("gpt3-175b"),
  {
    model: "gpt-j-6b",
    encoding: "r50k_base",
    exact: true,
    note: "GPT-J reads GPT-2's tokens; its matrix is padded to 50,400 rows that no text reaches.",
    source: "https://huggingface.co/EleutherAI/gpt-j-6b",
  },
  readsGpt2(
    "mt-nlg-530b",
    "Megatron-Turing NLG reads GPT-2's tokens; its matrix is padded to 51,200 rows that no text reaches.",
    "Smith et al., arXiv:2201.11990, section 3.1",
  ),
  cerebras("cerebras-gpt-1.3b"),
  cerebras("cerebras-gpt-6.7b"),
  cerebras("cerebras-gpt-13b"),
  opt("opt-6.7b"),
  opt("opt-30b"),
  opt("opt-175b"),
  gptOss("gpt-oss-20b"),
  gptOss("gpt-oss-120b"),
  neoX("gpt-neox-20b"),
  neoX("pythia-1.4b"),
  neoX("pythia-6.9b"),
  neoX("pythia-12b"),
  neoX("mpt-7b"),
  neoX("mpt-30b"),
  llama3("llama3.2-1b"),
  llama3("llama3.2-3b"),
  llama3("llama3-8b"),
  llama3("llama3-70b"),
  llama3("llama3-405b"),
  qwen("qwen2.5-7b"),
  qwen("qwen2.5-72b"),
  qwen("qwen3-8b"),
  qwen("qwen3-32b"),
  qwen("qwen3-30b-a3b"),
  qwen("qwen3-235b-a22b"),
  olmo2("olmo2-7b"),
  olmo2("olmo2-13b"),
];

/** The vocabulary that stands for a model's, or nothing when the catalog has none. */
export const tokenizerOf = (model: string): ModelTokenizer | undefined =>
  modelTokenizers.find((entry) => entry.model === model);
