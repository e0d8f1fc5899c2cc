import { llamaLike } from "./llama-like.ts";
import type { ModelShape } from "../shape.ts";

type Sizes = "id" | "label" | "layers" | "hidden" | "heads" | "feedForward";
type Shape = Pick<ModelShape, Sizes> & Partial<ModelShape>;

interface Family {
  readonly rotaryBase?: number;
  readonly normEpsilon?: number;
  readonly vocabulary: number;
  readonly contextLength: number;
  readonly source: string;
}

function decoder(family: Family, shape: Shape): ModelShape {
  const heads = { keyValueHeads: shape.heads, headSize: shape.hidden / shape.heads };
  return { ...llamaLike, ...family, paddedVocabulary: family.vocabulary, ...heads, ...shape };
}

const llama2: Family = {
  vocabulary: 32_000,
  contextLength: 4096,
  source: "Touvron et al. 2023, Llama 2, arXiv 2307.09288, Table 1; huggingface meta-llama",
};
const llama3: Family = {
  rotaryBase: 500_000,
  vocabulary: 128_256,
  contextLength: 8192,
  source: "Llama 3 herd of models, arXiv 2407.21783, Table 3",
};
const llama32: Family = { ...llama3, source: "meta-llama/Llama-3.2 model card and config.json" };
const mistral: Family = {
  vocabulary: 32_000,
  contextLength: 8192,
  source: "Jiang et al. 2023, Mistral 7B, arXiv 2310.06825, Table 1; huggingface mistralai",
};
const qwen25: Family = {
  rotaryBase: 1_000_000,
  vocabulary: 152_064,
  contextLength: 4096,
  source: "Qwen2.5 technical report, arXiv 2412.15115, Table 1; config.json of each size on huggingface Qwen",
};
const qwen3: Family = {
  normEpsilon: 1e-6,
  rotaryBase: 1_000_000,
  vocabulary: 151_936,
  contextLength: 4096,
  source: "Qwen3 technical report, arXiv 2505.09388, Table 1; config.json of each size on huggingface Qwen",
};
const gemma2: Family = {
  normEpsilon: 1e-6,
  vocabulary: 256_000,
  contextLength: 8192,
  source: "Gemma 2, arXiv 2408.00118, Table 1; config.json of each size on huggingface google",
};
const olmo2: Family = {
  normEpsilon: 1e-6,
  rotaryBase: 500_000,
  vocabulary: 100_352,
  contextLength: 4096,
  source: "OLMo 2, arXiv 2501.00656, Table 3; config.json of each size on huggingface allenai",
};
const nemotron: Family = {
  vocabulary: 256_000,
  contextLength: 4096,
  source: "Nemotron-4 340B, arXiv 2406.11704, Table 1",
};

const grouped = { keyValueHeads: 8, headSize: 128 } as const;
const queryBias = {
  biases: { queryKeyValue: true, attentionOutput: false, feedForward: false, logits: false },
} as const;

const gemma = (shape: Shape): ModelShape => {
  const window = { size: 4096, layers: shape.layers / 2 };
  return decoder(gemma2, { tiedEmbeddings: true, normsPerLayer: 4, window, ...shape });
};

/** Llama and its relatives, by size within a family. */
export const llamaModels: readonly ModelShape[] = [
  decoder(llama2, { id: "llama2-7b", label: "Llama 2 7B", layers: 32, hidden: 4096, heads: 32, feedForward: 11_008 }),
  decoder(llama2, { id: "llama2-13b", label: "Llama 2 13B", layers: 40, hidden: 5120, heads: 40, feedForward: 13_824 }),
  decoder(llama2, {
    id: "llama2-70b",
    label: "Llama 2 70B",
    layers: 80,
    hidden: 8192,
    heads: 64,
    feedForward: 28_672,
    ...grouped,
  }),
  decoder(llama32, {
    id: "llama3.2-1b",
    label: "Llama 3.2 1B",
    layers: 16,
    hidden: 2048,
    heads: 32,
    feedForward: 8192,
    keyValueHeads: 8,
    tiedEmbeddings: true,
  }),
  decoder(llama32, {
    id: "llama3.2-3b",
    label: "Llama 3.2 3B",
    layers: 28,
    hidden: 3072,
    heads: 24,
    feedForward: 8192,
    ...grouped,
    tiedEmbeddings: true,
  }),
  decoder(llama3, {
    id: "llama3-8b",
    label: "Llama 3 8B",
    layers: 32,
    hidden: 4096,
    heads: 32,
    feedForward: 14_336,
    ...grouped,
  }),
  decoder(llama3, {
    id: "llama3-70b",
    label: "Llama 3 70B",
    layers: 80,
    hidden: 8192,
    heads: 64,
    feedForward: 28_672,
    ...grouped,
  }),
  decoder(llama3, {
    id: "llama3-405b",
    label: "Llama 3.1 405B",
    layers: 126,
    hidden: 16_384,
    heads: 128,
    feedForward: 53_248,
    ...grouped,
  }),
  decoder(mistral, {
    id: "mistral-7b",
    label: "Mistral 7B",
    layers: 32,
    hidden: 4096,
    heads: 32,
    feedForward: 14_336,
    ...grouped,
    window: { size: 4096, layers: 32 },
  }),
  decoder(qwen25, {
    id: "qwen2.5-7b",
    label: "Qwen2.5 7B",
    layers: 28,
    hidden: 3584,
    heads: 28,
    feedForward: 18_944,
    keyValueHeads: 4,
    ...queryBias,
  }),
  decoder(qwen25, {
    id: "qwen2.5-72b",
    label: "Qwen2.5 72B",
    layers: 80,
    hidden: 8192,
    heads: 64,
    feedForward: 29_568,
    ...grouped,
    ...queryBias,
  }),
  decoder(qwen3, {
    id: "qwen3-8b",
    label: "Qwen3 8B",
    layers: 36,
    hidden: 4096,
    heads: 32,
    feedForward: 12_288,
    ...grouped,
    queryKeyNorm: "head",
  }),
  decoder(qwen3, {
    id: "qwen3-32b",
    label: "Qwen3 32B",
    layers: 64,
    hidden: 5120,
    heads: 64,
    feedForward: 25_600,
    ...grouped,
    queryKeyNorm: "head",
  }),
  gemma({
    id: "gemma2-9b",
    label: "Gemma 2 9B",
    layers: 42,
    hidden: 3584,
    heads: 16,
    feedForward: 14_336,
    keyValueHeads: 8,
    headSize: 256,
  }),
  gemma({
    id: "gemma2-27b",
    label: "Gemma 2 27B",
    layers: 46,
    hidden: 4608,
    heads: 32,
    feedForward: 36_864,
    keyValueHeads: 16,
    headSize: 128,
  }),
  decoder(olmo2, {
    id: "olmo2-7b",
    label: "OLMo 2 7B",
    layers: 32,
    hidden: 4096,
    heads: 32,
    feedForward: 11_008,
    queryKeyNorm: "width",
  }),
  decoder(olmo2, {
    id: "olmo2-13b",
    label: "OLMo 2 13B",
    layers: 40,
    hidden: 5120,
    heads: 40,
    feedForward: 13_824,
    queryKeyNorm: "width",
  }),
  decoder(nemotron, {
    id: "nemotron4-340b",
    label: "Nemotron-4 340B",
    layers: 96,
    hidden: 18_432,
    heads: 96,
    feedForward: 73_728,
    keyValueHeads: 8,
    gatedFeedForward: false,
    activation: "squared-relu",
    rotaryShare: 0.5,
    norm: "layer",
  }),
];
