import { parameterCount } from "../../model/parameters.ts";
import type { BiasShape, ExpertShape, LatentShape, ModelShape } from "../../model/shape.ts";
import { cell, count, type ValidationRow } from "./row.ts";

/** What public model configurations say and the rows do not. */
interface Known {
  readonly name: RegExp;
  readonly headSize?: number;
  readonly sharedFeedForward?: number;
  readonly denseLayers?: number;
  readonly denseFeedForward?: number;
  /** Experts in every so many-th layer alone. */
  readonly every?: number;
  readonly latent?: LatentShape;
  readonly biases?: BiasShape;
  /** Positions that every second layer sees. */
  readonly windowSize?: number;
  readonly clampedGate?: boolean;
}

const deepSeekLatent: LatentShape = {
  queryRank: 1536,
  keyValueRank: 512,
  ropeSize: 64,
  plainSize: 128,
  valueSize: 128,
};

const known: readonly Known[] = [
  {
    name: /DeepSeek-V3-trunc/,
    latent: deepSeekLatent,
    sharedFeedForward: 2048,
    denseLayers: 1,
    denseFeedForward: 18432,
  },
  { name: /DeepSeek-V3/, latent: deepSeekLatent, sharedFeedForward: 2048, denseLayers: 3, denseFeedForward: 18432 },
  { name: /DeepSeek-V2/, latent: deepSeekLatent, sharedFeedForward: 3072, denseLayers: 1, denseFeedForward: 12288 },
  { name: /Kimi-K2/, latent: deepSeekLatent, sharedFeedForward: 2048, denseLayers: 1, denseFeedForward: 18432 },
  {
    name: /Llama4-Maverick/,
    sharedFeedForward: 8192,
    denseLayers: 24,
    denseFeedForward: 16384,
    every: 2,
    headSize: 128,
  },
  { name: /Qwen3/, headSize: 128 },
  {
    name: /GPT-OSS/,
    headSize: 64,
    biases: { queryKeyValue: true, attentionOutput: true, feedForward: true, logits: false },
    windowSize: 128,
    clampedGate: true,
  },
];

const gatedNames = /Llama|LLaMA|Qwen|DeepSeek|Mixtral|Kimi|GPT-OSS|Grok|PaLM|Crystal|Jais/;
const untiedNames = /Llama|LLaMA|Qwen|DeepSeek|Mixtral|Kimi|GPT-OSS|Grok|Nemotron|Pythia|NeoX|GPT-J|Crystal/;

function expertsOf(row: ValidationRow, facts: Known | undefined): ExpertShape | undefined {
  const experts = cell(row, "experts");
  if (experts === undefined) return undefined;
  return {
    count: experts,
    active: count(row, "topk"),
    feedForward: count(row, "ffn_hidden"),
    sharedFeedForward: facts?.sharedFeedForward ?? 0,
    denseLayers: facts?.denseLayers ?? 0,
    denseFeedForward: facts?.denseFeedForward ?? 0,
    ...(facts?.every === undefined ? {} : { every: facts.every }),
  };
}

function headSizeOf(hidden: number, heads: number, facts: Known | undefined): number {
  // Latent heads differ for keys and values; their mean gives the work of the scores.
  if (facts?.latent) return (facts.latent.plainSize + facts.latent.ropeSize + facts.latent.valueSize) / 2;
  return facts?.headSize ?? hidden / heads;
}

function styleOf(name: string): Pick<ModelShape, "gatedFeedForward" | "positions" | "norm" | "biases"> {
  const gated = gatedNames.test(name);
  const plain = !gated && !/MPT|Nemotron/.test(name);
  return {
    gatedFeedForward: gated,
    positions: plain && !/BLOOM|GPT-J|NeoX|Pythia/.test(name) ? "learned" : "rotary",
    norm: gated ? "rms" : "layer",
    biases: plain ? "all" : "none",
  };
}

type Facts = Partial<Pick<ModelShape, "latent" | "biases" | "window" | "clampedGate">>;

function factsOf(facts: Known | undefined, layers: number): Facts {
  return {
    ...(facts?.latent ? { latent: facts.latent } : {}),
    ...(facts?.biases ? { biases: facts.biases } : {}),
    ...(facts?.clampedGate ? { clampedGate: true } : {}),
    ...(facts?.windowSize ? { window: { size: facts.windowSize, layers: layers / 2 } } : {}),
  };
}

/** **Returns** the architecture of a row, or undefined when its sizes are not stated. */
export function rowModel(row: ValidationRow): ModelShape | undefined {
  const [layers, hidden, heads] = [cell(row, "layers"), cell(row, "hidden"), cell(row, "heads")];
  const name = row.model ?? "";
  if (layers === undefined || hidden === undefined || heads === undefined) return undefined;
  const facts = known.find((entry) => entry.name.test(name));
  const vocabulary = count(row, "vocab", 50_304);
  const experts = expertsOf(row, facts);
  const shape: ModelShape = {
    id: name,
    label: name,
    layers,
    hidden,
    heads,
    keyValueHeads: count(row, "kv_heads", heads),
    headSize: headSizeOf(hidden, heads, facts),
    feedForward: count(row, "ffn_hidden", 4 * hidden),
    vocabulary,
    paddedVocabulary: vocabulary,
    tiedEmbeddings: !untiedNames.test(name),
    contextLength: count(row, "seq_len", 2048),
    parallelBlocks: false,
    ...styleOf(name),
    ...(experts ? { experts } : {}),
    ...factsOf(facts, layers),
    source: row.source ?? "",
  };
  return withTied(shape, cell(row, "params_b"));
}

/** Rows do not say whether the table is shared: where the stated size is nearer without sharing, it is not. */
function withTied(shape: ModelShape, billions: number | undefined): ModelShape {
  if (billions === undefined || shape.experts) return shape;
  const other = { ...shape, tiedEmbeddings: !shape.tiedEmbeddings };
  const error = (candidate: ModelShape) => Math.abs(parameterCount(candidate).total / 1e9 - billions);
  return error(other) < 0.5 * error(shape) && error(shape) > 0.02 * billions ? other : shape;
}
