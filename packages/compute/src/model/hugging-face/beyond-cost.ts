import type { ModelShape, Particular, RotaryStretch } from "../shape.ts";
import { type ConfigReader, isRecord } from "./config-reader.ts";
import type { Architecture } from "./sizes.ts";

type Activation = NonNullable<ModelShape["activation"]>;

/** **Source** huggingface/transformers, ACT2FN. */
const activations: Readonly<Record<string, Activation>> = {
  silu: "silu",
  swish: "silu",
  gelu: "gelu",
  gelu_new: "gelu",
  gelu_fast: "gelu",
  gelu_pytorch_tanh: "gelu",
  relu: "relu",
  relu2: "squared-relu",
};

/** Architectures whose activation is not the usual one where their configuration names none. */
const usualActivations: Readonly<Record<string, string>> = {
  gemma: "gelu",
  gemma2: "gelu",
  gemma3_text: "gelu",
  opt: "relu",
  nemotron: "relu2",
};

const activationFields = ["hidden_activation", "hidden_act", "activation_function", "mlp_hidden_act", "activation"];

function activationOf(reader: ConfigReader, kind: string, gated: boolean): { activation?: Activation } {
  const usual = gated ? "silu" : "gelu";
  const name = reader.text(activationFields, usualActivations[kind] ?? usual);
  const activation = (Object.hasOwn(activations, name) ? activations[name] : undefined) ?? "other";
  return activation === usual ? {} : { activation };
}

const epsilonFields = ["rms_norm_eps", "layer_norm_eps", "layer_norm_epsilon", "norm_eps", "norm_epsilon"];
const usualEpsilon = 1e-5;

function epsilonOf(reader: ConfigReader): { normEpsilon?: number } {
  const normEpsilon = reader.amount(epsilonFields, usualEpsilon);
  return normEpsilon === usualEpsilon ? {} : { normEpsilon };
}

/** Newer configurations keep all that concerns rotary positions in one section. */
function nestedRotary(reader: ConfigReader): Readonly<Record<string, unknown>> {
  const nested = reader.raw("rope_parameters") ?? reader.raw("rope_scaling");
  return isRecord(nested) ? nested : {};
}

/** 10,000 goes without saying. */
function baseOf(reader: ConfigReader): { rotaryBase?: number } {
  const nested = reader.raw("rope_parameters");
  const base = reader.raw(["rope_theta", "rotary_emb_base"]) ?? (isRecord(nested) ? nested["rope_theta"] : undefined);
  if (base === undefined || base === 10_000) return {};
  if (typeof base === "number" && Number.isFinite(base) && base > 1) return { rotaryBase: base };
  reader.refuse("rope_theta", "must be a number above 1", base);
  return {};
}

/** Shares of a head that go without saying. */
const usualShares: Readonly<Record<string, number>> = {
  gpt_neox: 0.25,
  phi: 0.5,
  stablelm: 0.25,
  glm: 0.5,
  glm4: 0.5,
  glm4_moe: 0.5,
  nemotron: 0.5,
};

function shareOf(reader: ConfigReader, kind: string, { headSize, latent }: Architecture): { rotaryShare?: number } {
  if (latent) return {};
  const dimensions = reader.optional("rotary_dim") ?? (kind === "gptj" ? 64 : undefined);
  const nested = nestedRotary(reader)["partial_rotary_factor"];
  const usual = typeof nested === "number" ? nested : (usualShares[kind] ?? 1);
  const share =
    dimensions === undefined
      ? reader.amount(["partial_rotary_factor", "rotary_pct", "rope_pct"], usual)
      : dimensions / headSize;
  return share < 1 ? { rotaryShare: share } : {};
}

function stretchOf(reader: ConfigReader, contextLength: number): { rotaryStretch?: RotaryStretch } {
  const nested = nestedRotary(reader);
  const kind = nested["rope_type"] ?? nested["type"];
  if (typeof kind !== "string" || kind === "default" || !/^[a-z0-9_]{1,20}$/.test(kind)) return {};
  const original = nested["original_max_position_embeddings"] ?? reader.raw("original_max_position_embeddings");
  const from = typeof original === "number" && original >= 1 ? original : contextLength;
  return Number.isFinite(from) ? { rotaryStretch: { kind, from } } : {};
}

const section = (reader: ConfigReader, name: string): Readonly<Record<string, unknown>> => {
  const found = reader.raw(name);
  return isRecord(found) ? found : {};
};

const clips = (value: unknown): Particular[] => (typeof value === "number" ? ["clipped queries and keys"] : []);

const multipliers = ["embedding_multiplier", "residual_multiplier", "attention_multiplier", "logits_scaling"];

const scaledByMultipliers = (reader: ConfigReader): Particular[] =>
  multipliers.some((name) => reader.raw(name) !== undefined) ? ["scaled residuals or logits"] : [];

/** What a class of Transformers does that no cost depends on and no other architecture's reader has a field for. */
const particulars: Readonly<Record<string, (reader: ConfigReader) => readonly Particular[]>> = {
  gemma: () => ["scaled embeddings"],
  gemma2: () => ["scaled embeddings"],
  gemma3_text: () => ["scaled embeddings"],
  granite: scaledByMultipliers,
  granitemoe: scaledByMultipliers,
  cohere: () => ["scaled residuals or logits"],
  cohere2: () => ["scaled residuals or logits", "layers without positions"],
  smollm3: () => ["layers without positions"],
  llama4_text: (reader) => [
    "layers without positions",
    "experts on weighted inputs",
    ...(reader.raw("attention_chunk_size") === undefined ? [] : (["attention within chunks"] as const)),
  ],
  olmo: (reader) => clips(reader.raw("clip_qkv")),
  olmoe: (reader) => clips(reader.raw("clip_qkv")),
  dbrx: (reader) => ["layer norms without offsets", ...clips(section(reader, "attn_config")["clip_qkv"])],
  mpt: (reader) => [
    ...(reader.flag("no_bias", true) ? (["layer norms without offsets"] as const) : []),
    ...clips(section(reader, "attn_config")["clip_qkv"]),
  ],
  phimoe: () => ["sparse mixing of experts"],
};

/** **Returns** what a configuration says of an architecture beyond its cost, for who trains it elsewhere. */
export function beyondCost(reader: ConfigReader, kind: string, architecture: Architecture): Partial<Architecture> {
  const own = Object.hasOwn(particulars, kind) ? (particulars[kind]?.(reader) ?? []) : [];
  const all = [...(architecture.particulars ?? []), ...own];
  const rotary =
    architecture.positions === "rotary"
      ? {
          ...baseOf(reader),
          ...shareOf(reader, kind, architecture),
          ...stretchOf(reader, architecture.contextLength),
        }
      : {};
  return {
    ...rotary,
    ...epsilonOf(reader),
    ...(architecture.encoder ? {} : activationOf(reader, kind, architecture.gatedFeedForward)),
    ...(all.length > 0 ? { particulars: all } : {}),
  };
}
