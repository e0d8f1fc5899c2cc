import { findModel, modelCatalog, type ModelShape, parameterCount, type Reason } from "@ingot/compute";
import { type Encoding, encodingSizes, tokenizerOf } from "@ingot/datasets";
import { canonicalJson, type QuotedModelPaper } from "@ingot/pricing";
import { ServiceError } from "../errors.ts";
import { readConfig, refuse } from "../plan/model.ts";
import { printable } from "../printable.ts";
import { sha256 } from "./digest.ts";
import type { QuoteAsk } from "./work.ts";

/** What a quote sells the training of. It is kept with the quote as it was then, and never looked up again. */
export interface QuotedModel {
  readonly shape: ModelShape;
  /** In which vocabulary the data's tokens are counted; null where we have none that is like the model's. */
  readonly tokensCountedIn: Encoding | null;
  /** A customer's own configuration; null for a model of the catalog. */
  readonly own: OwnModel | null;
}

export interface OwnModel {
  /** The `config.json` as it was received, as JSON text. */
  readonly config: string;
  readonly ignored: readonly Reason[];
}

/** The model that an ask names or describes. **Throws** VALIDATION with the rule and the value received. */
export function quotedModel(ask: Pick<QuoteAsk, "model" | "config" | "model_name" | "tokens_counted_in">): QuotedModel {
  const { model, config, model_name: name, tokens_counted_in: encoding } = ask;
  if (config === undefined || encoding === undefined) return catalogModel(model ?? "");
  const { shape, ignored } = readConfig(config);
  checkVocabulary(shape, encoding);
  return { shape: ownShape(shape, name), tokensCountedIn: encoding, own: { config: JSON.stringify(config), ignored } };
}

function catalogModel(id: string): QuotedModel {
  const shape = findModel(id);
  if (shape) return { shape, tokensCountedIn: tokenizerOf(id)?.encoding ?? null, own: null };
  const known = modelCatalog.map((entry) => entry.id).join(", ");
  throw new ServiceError("VALIDATION", `a model is one of ${known}; received "${id}"`);
}

function checkVocabulary({ vocabulary }: ModelShape, encoding: Encoding): void {
  const needed = encodingSizes[encoding];
  if (needed <= vocabulary) return;
  const sizes = Object.entries(encodingSizes).map(([name, size]) => `${name} ${size}`);
  throw refuse(
    "tokens_counted_in",
    `an encoding of at most as many tokens as the config's vocab_size, of ${sizes.join(", ")}; ` +
      `received ${encoding}, which has ${needed}, with a vocab_size of ${vocabulary}`,
  );
}

const nameLength = 60;

/**
 * One's own model by its name and its content: two of one name that differ are two models, to the cache of compiled
 * programs as to everybody who reads a paper.
 */
function ownShape(shape: ModelShape, name: string | undefined): ModelShape {
  const label = name ?? (printable(shape.label, nameLength) || "own model");
  const words = label.toLowerCase().match(/[a-z0-9.]+/g) ?? [];
  const digest = sha256(canonicalJson(architectureOf(shape))).slice(0, 12);
  return { ...shape, id: ["own", ...words, digest].join("-"), label, source: "the customer's own config.json" };
}

function architectureOf({ id: _id, label: _label, source: _source, ...architecture }: ModelShape) {
  return architecture;
}

/** A model as the signed document states it: the hash of a quote covers all of its shape. */
export function modelOnPaper({ shape, tokensCountedIn, own }: QuotedModel): QuotedModelPaper {
  return {
    id: shape.id,
    label: shape.label,
    parameters: String(parameterCount(shape).total),
    architecture: { ...architectureOf(shape) },
    ...(tokensCountedIn && { tokens_counted_in: tokensCountedIn }),
    ...(own && { config_digest: sha256(own.config) }),
  };
}

/** The model kept with a quote; one of the catalog's for quotes of before models were kept. */
export function keptModel(row: { readonly model: unknown; readonly modelId: string }): QuotedModel | undefined {
  if (row.model !== null) return row.model as QuotedModel;
  const shape = findModel(row.modelId);
  return shape && { shape, tokensCountedIn: tokenizerOf(shape.id)?.encoding ?? null, own: null };
}
