import type { Reason } from "../../plan/plan.ts";
import type { ModelShape } from "../shape.ts";
import { parameterCount } from "../parameters.ts";
import { beyondCost } from "./beyond-cost.ts";
import { ruleOfKind } from "./beyond.ts";
import { ConfigReader, isRecord } from "./config-reader.ts";
import { glmFamily } from "./glm-family.ts";
import { gptFamily } from "./gpt-family.ts";
import { llamaFamily } from "./llama-family.ts";
import { otherFamilies } from "./other-families.ts";
import type { Architecture } from "./sizes.ts";

/** A model that a configuration describes, or why it cannot be read. */
export type ImportedShape =
  | {
      readonly shape: ModelShape;
      /** What the configuration says that the cost does not hold. */
      readonly ignored: readonly Reason[];
    }
  | { readonly refusal: readonly Reason[] };

const families = { ...gptFamily, ...llamaFamily, ...glmFamily, ...otherFamilies };

/** Every `model_type` that can be imported. */
export const importedArchitectures: readonly string[] = Object.keys(families).toSorted();

/**
 * Fields that a nested section may leave out because they have the architecture's default.
 * **Source** huggingface/transformers: LlamaConfig, Gemma3TextConfig, Llama4TextConfig, MistralConfig.
 */
const nestedDefaults: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  llama: {
    vocab_size: 32_000,
    hidden_size: 4096,
    intermediate_size: 11_008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    max_position_embeddings: 2048,
  },
  gemma3_text: {
    vocab_size: 262_208,
    hidden_size: 2304,
    intermediate_size: 9216,
    num_hidden_layers: 26,
    num_attention_heads: 8,
    num_key_value_heads: 4,
    head_dim: 256,
    max_position_embeddings: 131_072,
  },
  llama4_text: {
    vocab_size: 202_048,
    hidden_size: 5120,
    intermediate_size: 8192,
    intermediate_size_mlp: 16_384,
    num_hidden_layers: 48,
    num_attention_heads: 40,
    num_key_value_heads: 8,
    head_dim: 128,
    max_position_embeddings: 131_072,
    num_local_experts: 16,
    num_experts_per_tok: 1,
  },
  mistral: {
    vocab_size: 32_000,
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    max_position_embeddings: 131_072,
  },
};

/** Under which names configurations keep the language model beside what sees or hears. */
const sections = ["text_config", "llm_config", "language_config"];

/** Configurations of models that also see or hear mostly keep the language model in a section of its own. */
function languageModel(reader: ConfigReader): ConfigReader {
  for (const field of ["vision_config", "audio_config"]) {
    if (reader.raw(field) !== undefined) reader.ignore(field, "only the language model is planned");
  }
  const section = sections.find((name) => reader.raw(name) !== undefined);
  if (section === undefined) return reader;
  const text = reader.section(section);
  // Defaults of the outer configuration hold for the inner one.
  const tied = reader.raw("tie_word_embeddings");
  const kind = text.text("model_type", "");
  const defaults = Object.hasOwn(nestedDefaults, kind) ? nestedDefaults[kind] : {};
  const fields = { ...defaults, ...(tied === undefined ? {} : { tie_word_embeddings: tied }), ...text.fields };
  return new ConfigReader(fields, text.path, reader);
}

const aside: Readonly<Record<string, string>> = {
  quantization_config: "training holds weights in the precision of the ask",
  attn_logit_softcapping: "capping scores is element-wise work within attention",
  auto_map: "code that comes with the model is not read",
};

const dropouts = [
  "dropout",
  "attention_dropout",
  "attn_pdrop",
  "resid_pdrop",
  "embd_pdrop",
  "hidden_dropout",
  "dropout_rate",
];

function nameIgnored(reader: ConfigReader): void {
  for (const [field, why] of Object.entries(aside)) if (reader.raw(field) !== undefined) reader.ignore(field, why);
  for (const field of dropouts) {
    const value = reader.raw(field);
    if (typeof value === "number" && value > 0) reader.ignore(field, "training is planned without dropout");
  }
}

function spell(parameters: number): string {
  const [size, letter] = parameters >= 1e12 ? [1e12, "T"] : parameters >= 1e9 ? [1e9, "B"] : [1e6, "M"];
  return `${Number((parameters / size).toPrecision(3))}${letter}`;
}

function named(reader: ConfigReader, kind: string, architecture: Architecture): ModelShape {
  const given = reader.raw("_name_or_path");
  const source = `config.json of model_type ${kind}${typeof given === "string" && given ? `, ${given}` : ""}`;
  const unnamed: ModelShape = { ...architecture, id: kind, label: kind, source };
  const name = typeof given === "string" && given !== "" ? (given.split("/").at(-1) ?? kind) : kind;
  const label = name === kind ? `${kind} ${spell(parameterCount(unnamed).total)}` : name;
  return { ...unnamed, id: label.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-"), label };
}

/**
 * Reads the architecture of a Hugging Face `config.json`.
 * **Returns / refuses** the shape with what the cost does not hold, or every reason against it with the field, the
 * rule and the value received.
 */
export function shapeOfConfig(json: unknown): ImportedShape {
  if (!isRecord(json)) {
    const received = Array.isArray(json) ? "a list" : String(json);
    const text = `config.json: must be an object; received ${received}.`;
    return { refusal: [{ code: "config", text, values: { received } }] };
  }
  const outer = new ConfigReader(json);
  const reader = languageModel(outer);
  const kind = reader.text("model_type", "");
  const read = Object.hasOwn(families, kind) ? families[kind] : undefined;
  if (!read) {
    reader.refuse("model_type", ruleOfKind(kind, importedArchitectures), reader.raw("model_type"));
    return { refusal: outer.refusals };
  }
  const bare = read(reader);
  const architecture = { ...bare, ...beyondCost(reader, kind, bare) };
  nameIgnored(outer);
  if (outer.refusals.length > 0) return { refusal: outer.refusals };
  return { shape: named(outer, kind, architecture), ignored: outer.ignored };
}
