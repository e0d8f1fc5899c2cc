import type { ModelShape } from "../shape.ts";

type Varying = "id" | "label" | "layers" | "hidden" | "heads" | "source";

const plain = {
  gatedFeedForward: false,
  vocabulary: 50257,
  paddedVocabulary: 50257,
  tiedEmbeddings: true,
  positions: "learned",
  contextLength: 2048,
  norm: "layer",
  biases: "all",
  parallelBlocks: false,
} as const;

/** Heads of equal size and four times the width, as in GPT-2, unless told otherwise. */
function gpt(shape: Pick<ModelShape, Varying> & Partial<ModelShape>): ModelShape {
  const { hidden, heads } = shape;
  const square = { keyValueHeads: heads, headSize: hidden / heads, feedForward: 4 * hidden };
  return { ...plain, ...square, ...shape };
}

const gpt2 = (shape: Pick<ModelShape, "id" | "label" | "layers" | "hidden" | "heads">): ModelShape =>
  gpt({
    ...shape,
    contextLength: 1024,
    source: "Radford et al. 2019, Table 2; shapes as in the released checkpoints (huggingface openai-community)",
  });

/** A model of Cerebras-GPT; the catalog has those that people train. */
export const cerebras = (shape: Pick<ModelShape, "id" | "label" | "layers" | "hidden" | "heads">): ModelShape =>
  gpt({ ...shape, source: "Dey et al. 2023, Cerebras-GPT, arXiv 2304.03208, Table 1; huggingface cerebras" });

const opt = (shape: Pick<ModelShape, "id" | "label" | "layers" | "hidden" | "heads">): ModelShape =>
  gpt({
    ...shape,
    vocabulary: 50272,
    paddedVocabulary: 50272,
    positionRows: 2050,
    activation: "relu",
    source: "Zhang et al. 2022, OPT, arXiv 2205.01068, Table 1; huggingface facebook",
  });

const neoX = (shape: Pick<ModelShape, Varying> & Partial<ModelShape>): ModelShape =>
  gpt({ paddedVocabulary: 50432, tiedEmbeddings: false, positions: "rotary", parallelBlocks: true, ...shape });

const pythia = "Biderman et al. 2023, Pythia, arXiv 2304.01373, Table 1; huggingface EleutherAI";

const bloom = (shape: Pick<ModelShape, Varying>): ModelShape =>
  gpt({ ...shape, vocabulary: 250680, paddedVocabulary: 250880, positions: "alibi", embeddingNorm: true });

const mpt = (shape: Pick<ModelShape, Varying> & Partial<ModelShape>): ModelShape =>
  gpt({
    vocabulary: 50254,
    paddedVocabulary: 50432,
    positions: "alibi",
    // A layer norm without offset learns what an rms norm learns.
    norm: "rms",
    particulars: ["layer norms without offsets"],
    biases: "none",
    ...shape,
  });

const falconSource = "Almazrouei et al. 2023, Falcon, arXiv 2311.16867, Table 14; huggingface tiiuae";
const falcon = (shape: Pick<ModelShape, Exclude<Varying, "source">> & Partial<ModelShape>): ModelShape =>
  gpt({
    headSize: 64,
    vocabulary: 65024,
    paddedVocabulary: 65024,
    positions: "rotary",
    biases: "none",
    parallelBlocks: true,
    source: falconSource,
    ...shape,
  });

const gpt3Source = "Brown et al. 2020, arXiv 2005.14165, Table 2.1; vocabulary padded as in arXiv 2104.04473";

/** GPT and what came of it, by size within a family. */
export const gptModels: readonly ModelShape[] = [
  gpt2({ id: "gpt2", label: "GPT-2 124M", layers: 12, hidden: 768, heads: 12 }),
  gpt2({ id: "gpt2-medium", label: "GPT-2 Medium 355M", layers: 24, hidden: 1024, heads: 16 }),
  gpt2({ id: "gpt2-large", label: "GPT-2 Large 774M", layers: 36, hidden: 1280, heads: 20 }),
  gpt2({ id: "gpt2-xl", label: "GPT-2 XL 1.6B", layers: 48, hidden: 1600, heads: 25 }),
  cerebras({ id: "cerebras-gpt-1.3b", label: "Cerebras-GPT 1.3B", layers: 24, hidden: 2048, heads: 16 }),
  cerebras({ id: "cerebras-gpt-6.7b", label: "Cerebras-GPT 6.7B", layers: 32, hidden: 4096, heads: 32 }),
  cerebras({ id: "cerebras-gpt-13b", label: "Cerebras-GPT 13B", layers: 40, hidden: 5120, heads: 40 }),
  neoX({
    id: "pythia-1.4b",
    label: "Pythia 1.4B",
    layers: 24,
    hidden: 2048,
    heads: 16,
    paddedVocabulary: 50304,
    source: pythia,
  }),
  neoX({ id: "pythia-6.9b", label: "Pythia 6.9B", layers: 32, hidden: 4096, heads: 32, source: pythia }),
  neoX({
    id: "pythia-12b",
    label: "Pythia 12B",
    layers: 36,
    hidden: 5120,
    heads: 40,
    paddedVocabulary: 50688,
    source: pythia,
  }),
  gpt({
    id: "gpt-j-6b",
    label: "GPT-J 6B",
    layers: 28,
    hidden: 4096,
    heads: 16,
    paddedVocabulary: 50400,
    tiedEmbeddings: false,
    positions: "rotary",
    biases: "feed-forward-and-output",
    parallelBlocks: true,
    normsPerLayer: 1,
    source: "EleutherAI/gpt-j-6b model card: 6,050,882,784 parameters, vocabulary 50257 padded to 50400",
  }),
  neoX({
    id: "gpt-neox-20b",
    label: "GPT-NeoX 20B",
    layers: 44,
    hidden: 6144,
    heads: 64,
    source: "Black et al. 2022, arXiv 2204.06745, section 2; 20,554,567,680 parameters",
  }),
  mpt({
    id: "mpt-7b",
    label: "MPT 7B",
    layers: 32,
    hidden: 4096,
    heads: 32,
    source: "mosaicml/mpt-7b config.json and model card",
  }),
  mpt({
    id: "mpt-30b",
    label: "MPT 30B",
    layers: 48,
    hidden: 7168,
    heads: 64,
    contextLength: 8192,
    source: "mosaicml/mpt-30b config.json and model card",
  }),
  falcon({
    id: "falcon-7b",
    label: "Falcon 7B",
    layers: 32,
    hidden: 4544,
    heads: 71,
    keyValueHeads: 1,
    normsPerLayer: 1,
  }),
  falcon({ id: "falcon-40b", label: "Falcon 40B", layers: 60, hidden: 8192, heads: 128, keyValueHeads: 8 }),
  falcon({
    id: "falcon-180b",
    label: "Falcon 180B",
    layers: 80,
    hidden: 14848,
    heads: 232,
    keyValueHeads: 8,
    tiedEmbeddings: false,
  }),
  opt({ id: "opt-6.7b", label: "OPT 6.7B", layers: 32, hidden: 4096, heads: 32 }),
  opt({ id: "opt-30b", label: "OPT 30B", layers: 48, hidden: 7168, heads: 56 }),
  opt({ id: "opt-175b", label: "OPT 175B", layers: 96, hidden: 12288, heads: 96 }),
  gpt({
    id: "gpt3-175b",
    label: "GPT-3 175B",
    layers: 96,
    hidden: 12288,
    heads: 96,
    paddedVocabulary: 51200,
    source: gpt3Source,
  }),
  bloom({
    id: "bloom-7b1",
    label: "BLOOM 7.1B",
    layers: 30,
    hidden: 4096,
    heads: 32,
    source: "Le Scao et al. 2022, arXiv 2211.05100, Table 3; huggingface bigscience/bloom-7b1",
  }),
  bloom({
    id: "bloom-176b",
    label: "BLOOM 176B",
    layers: 70,
    hidden: 14336,
    heads: 112,
    source: "Le Scao et al. 2022, arXiv 2211.05100, Table 3; bigscience/bloom model card: 176,247,271,424 parameters",
  }),
  gpt({
    id: "mt-nlg-530b",
    label: "Megatron-Turing NLG 530B",
    layers: 105,
    hidden: 20480,
    heads: 128,
    paddedVocabulary: 51200,
    source: "Smith et al. 2022, arXiv 2201.11990, section 3.1; vocabulary padded as in arXiv 2104.04473",
  }),
];
