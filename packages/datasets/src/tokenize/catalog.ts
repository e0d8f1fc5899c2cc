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

/** Models by their catalog ids. BLOOM is missing: none of the vocabularies is like its own. */
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
  {
    model: "gpt-neox-20b",
    encoding: "r50k_base",
    exact: false,
    note:
      "Approximation: GPT-NeoX has a vocabulary of its own, of the same size, trained on the Pile, with tokens for " +
      "runs of spaces: code comes out too high.",
    source: "Black et al., GPT-NeoX-20B, arXiv:2204.06745, section 3.2",
  },
  llama3("llama3-8b"),
  llama3("llama3-70b"),
];

/** The vocabulary that stands for a model's, or nothing when the catalog has none. */
export const tokenizerOf = (model: string): ModelTokenizer | undefined =>
  modelTokenizers.find((entry) => entry.model === model);
