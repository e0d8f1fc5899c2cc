import type { ModelShape } from "../../model/shape.ts";

type Varying = "id" | "label" | "layers" | "hidden" | "heads" | "feedForward" | "source";

const source = (file: string) => `ramanathanlab/genslm, genslm/architectures/neox/${file}`;

function genslm(shape: Pick<ModelShape, Varying>): ModelShape {
  return {
    ...shape,
    keyValueHeads: shape.heads,
    headSize: shape.hidden / shape.heads,
    gatedFeedForward: false,
    vocabulary: 69,
    paddedVocabulary: 69,
    tiedEmbeddings: false,
    positions: "rotary",
    contextLength: 10_240,
    norm: "layer",
    biases: "all",
    parallelBlocks: true,
  };
}

/** Genome models of Argonne (GenSLM, Gordon Bell special prize 2022): words are codons, a genome has 10,240. */
export const genomeModels: readonly ModelShape[] = [
  genslm({
    id: "genslm-250m",
    label: "GenSLM 250M",
    layers: 12,
    hidden: 1840,
    heads: 16,
    feedForward: 2048,
    source: source("neox_244,464,576.json"),
  }),
  genslm({
    id: "genslm-2.5b",
    label: "GenSLM 2.5B",
    layers: 28,
    hidden: 3840,
    heads: 32,
    feedForward: 4096,
    source: source("neox_2,533,931,008.json"),
  }),
  genslm({
    id: "genslm-25b",
    label: "GenSLM 25B",
    layers: 64,
    // The file says 8,196, which 64 heads do not share evenly.
    hidden: 8192,
    heads: 64,
    feedForward: 8000,
    source: source("neox_25,076,188,032.json, hidden size rounded to whole heads"),
  }),
];
