import type { ModelShape } from "./shape.ts";

type Varying = "id" | "label" | "layers" | "hidden" | "heads" | "source";

function gpt2(shape: Pick<ModelShape, Varying>): ModelShape {
  return {
    ...shape,
    keyValueHeads: shape.heads,
    headSize: shape.hidden / shape.heads,
    feedForward: 4 * shape.hidden,
    gatedFeedForward: false,
    vocabulary: 50257,
    paddedVocabulary: 50257,
    tiedEmbeddings: true,
    positions: "learned",
    contextLength: 1024,
    norm: "layer",
    biases: "all",
    parallelBlocks: false,
  };
}

function llama3(shape: Pick<ModelShape, Varying | "feedForward">): ModelShape {
  return {
    ...shape,
    keyValueHeads: 8,
    headSize: 128,
    gatedFeedForward: true,
    vocabulary: 128256,
    paddedVocabulary: 128256,
    tiedEmbeddings: false,
    positions: "rotary",
    contextLength: 8192,
    norm: "rms",
    biases: "none",
    parallelBlocks: false,
  };
}

const gpt2Source = "Radford et al. 2019, Table 2; shapes as in the released checkpoints (huggingface openai-community)";
const llamaSource = "Llama 3 herd of models, arXiv 2407.21783, Table 3";

const gptJ: ModelShape = {
  id: "gpt-j-6b",
  label: "GPT-J 6B",
  layers: 28,
  hidden: 4096,
  heads: 16,
  keyValueHeads: 16,
  headSize: 256,
  feedForward: 16384,
  gatedFeedForward: false,
  vocabulary: 50257,
  paddedVocabulary: 50400,
  tiedEmbeddings: false,
  positions: "rotary",
  contextLength: 2048,
  norm: "layer",
  biases: "feed-forward-and-output",
  parallelBlocks: true,
  normsPerLayer: 1,
  source: "EleutherAI/gpt-j-6b model card: 6,050,882,784 parameters, vocabulary 50257 padded to 50400",
};

const neoX: ModelShape = {
  id: "gpt-neox-20b",
  label: "GPT-NeoX 20B",
  layers: 44,
  hidden: 6144,
  heads: 64,
  keyValueHeads: 64,
  headSize: 96,
  feedForward: 24576,
  gatedFeedForward: false,
  vocabulary: 50257,
  paddedVocabulary: 50432,
  tiedEmbeddings: false,
  positions: "rotary",
  contextLength: 2048,
  norm: "layer",
  biases: "all",
  parallelBlocks: true,
  source: "Black et al. 2022, arXiv 2204.06745, section 2; 20,554,567,680 parameters",
};

const bloom: ModelShape = {
  id: "bloom-176b",
  label: "BLOOM 176B",
  layers: 70,
  hidden: 14336,
  heads: 112,
  keyValueHeads: 112,
  headSize: 128,
  feedForward: 57344,
  gatedFeedForward: false,
  vocabulary: 250680,
  paddedVocabulary: 250880,
  tiedEmbeddings: true,
  positions: "alibi",
  contextLength: 2048,
  norm: "layer",
  biases: "all",
  parallelBlocks: false,
  embeddingNorm: true,
  source: "Le Scao et al. 2022, arXiv 2211.05100, Table 3; bigscience/bloom model card: 176,247,271,424 parameters",
};

const gpt3: ModelShape = {
  id: "gpt3-175b",
  label: "GPT-3 175B",
  layers: 96,
  hidden: 12288,
  heads: 96,
  keyValueHeads: 96,
  headSize: 128,
  feedForward: 49152,
  gatedFeedForward: false,
  vocabulary: 50257,
  paddedVocabulary: 51200,
  tiedEmbeddings: true,
  positions: "learned",
  contextLength: 2048,
  norm: "layer",
  biases: "all",
  parallelBlocks: false,
  source: "Brown et al. 2020, arXiv 2005.14165, Table 2.1; vocabulary padded as in arXiv 2104.04473",
};

/** The models that can be asked for by name, smallest first. **Source** on each shape. */
export const modelCatalog: readonly ModelShape[] = [
  gpt2({ id: "gpt2", label: "GPT-2 124M", layers: 12, hidden: 768, heads: 12, source: gpt2Source }),
  gpt2({ id: "gpt2-medium", label: "GPT-2 Medium 355M", layers: 24, hidden: 1024, heads: 16, source: gpt2Source }),
  gpt2({ id: "gpt2-large", label: "GPT-2 Large 774M", layers: 36, hidden: 1280, heads: 20, source: gpt2Source }),
  gpt2({ id: "gpt2-xl", label: "GPT-2 XL 1.6B", layers: 48, hidden: 1600, heads: 25, source: gpt2Source }),
  gptJ,
  llama3({
    id: "llama3-8b",
    label: "Llama 3 8B",
    layers: 32,
    hidden: 4096,
    heads: 32,
    feedForward: 14336,
    source: llamaSource,
  }),
  neoX,
  llama3({
    id: "llama3-70b",
    label: "Llama 3 70B",
    layers: 80,
    hidden: 8192,
    heads: 64,
    feedForward: 28672,
    source: llamaSource,
  }),
  gpt3,
  bloom,
];

/** **Returns** the catalog's shape of that id, or undefined. */
export const findModel = (id: string): ModelShape | undefined => modelCatalog.find((model) => model.id === id);
