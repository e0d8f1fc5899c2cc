import { parameterCount } from "./parameters.ts";
import type { ModelShape } from "./shape.ts";

/** A default with the place it was published. */
export interface Sourced<Value> {
  readonly value: Value;
  readonly source: string;
}

/** How a model was trained when it was published: what a customer gets who changes nothing. */
export interface Recipe {
  /** **Unit** sequences in one optimizer step. */
  readonly globalBatchSize: Sourced<number>;
  /** **Unit** tokens. */
  readonly sequenceLength: Sourced<number>;
  readonly peakLearningRate: Sourced<number>;
  /** **Unit** tokens seen while the rate rises. */
  readonly warmupTokens: Sourced<number>;
  readonly schedule: Sourced<"cosine to a tenth" | "linear to a tenth" | "cosine to zero">;
  readonly optimizer: Sourced<"adam" | "adamw">;
  readonly betas: Sourced<readonly [number, number]>;
  readonly weightDecay: Sourced<number>;
  readonly gradientClip: Sourced<number>;
}

interface Row {
  readonly source: string;
  readonly batch: number;
  readonly sequence: number;
  readonly rate: number;
  /** **Unit** tokens. */
  readonly warmup: number;
  readonly schedule: "cosine to a tenth" | "linear to a tenth" | "cosine to zero";
  readonly betas: readonly [number, number];
  readonly decay: number;
}

const gpt3Source = "Brown et al. 2020, arXiv 2005.14165, Table 2.1 and appendix B";
const gpt2Note = "GPT-2's own optimizer settings are unpublished; GPT-3's of the same size, " + gpt3Source;
const llamaNote =
  "rate: Llama 3 herd of models, arXiv 2407.21783, Table 3; batch of 4 million tokens, 2,000 warm-up steps, " +
  "betas and decay: Llama 2, arXiv 2307.09288, section 2.2 (Llama 3 publishes them for 405B only)";
const neoxSource = "EleutherAI/gpt-neox configs/20B.yml; Black et al. 2022, arXiv 2204.06745, section 3 (1 % warm-up)";
const gptJSource =
  "EleutherAI/gpt-j-6b model card (402 billion tokens in 383,500 steps); mesh-transformer-jax configs/6B_roto_256.json";
const llama2Note = "Touvron et al. 2023, Llama 2, arXiv 2307.09288, section 2.2";
const llama405Note =
  "Llama 3 herd of models, arXiv 2407.21783, section 3.4.1: batch of 16 million tokens after two increases, rate to 1 %";
const pythiaNote = "Biderman et al. 2023, Pythia, arXiv 2304.01373, section 2 and appendix C";
const optNote = "Zhang et al. 2022, OPT, arXiv 2205.01068, Table 1 and section 2.2";
const nlgNote = "Smith et al. 2022, Megatron-Turing NLG 530B, arXiv 2201.11990, section 3.2";
const deepSeekNote =
  "DeepSeek-V3, arXiv 2412.19437, section 4.2: 2,000 warm-up steps, the batch grown to 15,360, rate to a tenth";
const bloomSource = "Le Scao et al. 2022, arXiv 2211.05100, Table 3";

/** Tokens of a warm-up that was published in steps, of so many sequences each. */
const inSteps = (steps: number, batch: number, sequence: number): number => steps * batch * sequence;

const likeGpt3 = { warmup: 375e6, schedule: "cosine to a tenth", betas: [0.9, 0.95], decay: 0.1 } as const;

/** What the sizes of one family share. */
const llama3 = {
  source: llamaNote,
  batch: 512,
  sequence: 8192,
  ...likeGpt3,
  warmup: inSteps(2000, 512, 8192),
} as const;
const llama2 = {
  source: llama2Note,
  batch: 1024,
  sequence: 4096,
  ...likeGpt3,
  warmup: inSteps(2000, 1024, 4096),
} as const;
const pythia = {
  source: pythiaNote,
  batch: 1024,
  sequence: 2048,
  ...likeGpt3,
  warmup: inSteps(1430, 1024, 2048),
  decay: 0.01,
} as const;

const rows: Readonly<Record<string, Row>> = {
  gpt2: { source: gpt2Note, batch: 512, sequence: 1024, rate: 6e-4, ...likeGpt3 },
  "gpt2-medium": { source: gpt2Note, batch: 512, sequence: 1024, rate: 3e-4, ...likeGpt3 },
  "gpt2-large": { source: gpt2Note, batch: 512, sequence: 1024, rate: 2.5e-4, ...likeGpt3 },
  "gpt2-xl": { source: gpt2Note, batch: 1024, sequence: 1024, rate: 2e-4, ...likeGpt3 },
  "gpt-j-6b": {
    source: gptJSource,
    batch: 512,
    sequence: 2048,
    rate: 1.2e-4,
    ...likeGpt3,
    warmup: inSteps(3000, 512, 2048),
    betas: [0.9, 0.999],
  },
  "gpt-neox-20b": {
    source: neoxSource,
    batch: 1536,
    sequence: 2048,
    rate: 9.7e-5,
    ...likeGpt3,
    warmup: inSteps(1500, 1536, 2048),
    decay: 0.01,
  },
  "llama3-8b": { ...llama3, rate: 3e-4 },
  "llama3-70b": { ...llama3, rate: 1.5e-4 },
  "llama2-7b": { ...llama2, rate: 3e-4 },
  "llama2-13b": { ...llama2, rate: 3e-4 },
  "llama2-70b": { ...llama2, rate: 1.5e-4 },
  "llama3-405b": {
    source: llama405Note,
    batch: 2048,
    sequence: 8192,
    rate: 8e-5,
    ...likeGpt3,
    warmup: inSteps(8000, 1024, 4096),
    schedule: "cosine to zero",
  },
  "pythia-1.4b": { ...pythia, rate: 2e-4 },
  "pythia-6.9b": { ...pythia, rate: 1.2e-4 },
  "pythia-12b": { ...pythia, rate: 1.2e-4 },
  "opt-175b": {
    source: optNote,
    batch: 1024,
    sequence: 2048,
    rate: 1.2e-4,
    ...likeGpt3,
    warmup: inSteps(2000, 1024, 2048),
    schedule: "linear to a tenth",
  },
  "mt-nlg-530b": { source: nlgNote, batch: 1920, sequence: 2048, rate: 5e-5, ...likeGpt3, warmup: 1e9 },
  "deepseek-v3": {
    source: deepSeekNote,
    batch: 15_360,
    sequence: 4096,
    rate: 2.2e-4,
    ...likeGpt3,
    warmup: inSteps(2000, 3072, 4096),
  },
  "gpt3-175b": { source: gpt3Source, batch: 1536, sequence: 2048, rate: 6e-5, ...likeGpt3 },
  "bloom-176b": { source: bloomSource, batch: 2048, sequence: 2048, rate: 6e-5, ...likeGpt3 },
};

/** Longest sequence that is pre-trained on unless asked for: longer contexts come from a later, shorter stage. */
const usualSequence = 8192;

/** GPT-3's published batch and rate by size. **Source** arXiv 2005.14165, Table 2.1. */
function rowBySize(model: ModelShape): Row {
  const { active, embedding } = parameterCount(model);
  const sizes = [
    [2e8, 0.5e6, 6e-4],
    [5e8, 0.5e6, 3e-4],
    [1e9, 0.5e6, 2.5e-4],
    [2e9, 1e6, 2e-4],
    [5e9, 1e6, 1.6e-4],
    [1e10, 2e6, 1.2e-4],
    [3e10, 2e6, 1e-4],
    [Infinity, 3.2e6, 6e-5],
  ] as const;
  const [, tokens, rate] = sizes.find(([limit]) => active - embedding < limit) ?? sizes[7];
  const sequence = Math.min(model.contextLength, usualSequence);
  const batch = 2 ** Math.round(Math.log2(tokens / sequence));
  const source = `GPT-3's setting for this size, ${gpt3Source}`;
  return { source, batch, sequence, rate, ...likeGpt3 };
}

/** **Returns** the published training settings of a model, or GPT-3's for its size; every default with its source. */
export function publishedRecipe(model: ModelShape): Recipe {
  const row = rows[model.id] ?? rowBySize(model);
  const from = <Value>(value: Value): Sourced<Value> => ({ value, source: row.source });
  return {
    globalBatchSize: from(row.batch),
    sequenceLength: from(row.sequence),
    peakLearningRate: from(row.rate),
    warmupTokens: from(row.warmup),
    schedule: from(row.schedule),
    optimizer: from(row.decay > 0 ? "adamw" : "adam"),
    betas: from(row.betas),
    weightDecay: from(row.decay),
    gradientClip: from(1),
  };
}

/**
 * **Returns** the steps of a run in which its learning rate rises: those of the published tokens, at most a hundredth of
 * the run, which Pythia and GPT-NeoX took. **Range** 0 to one less than the run's steps.
 */
export function warmupSteps({ warmupTokens }: Recipe, tokensPerStep: number, steps: number): number {
  return Math.min(Math.ceil(warmupTokens.value / tokensPerStep), Math.ceil(steps / 100), steps - 1);
}
