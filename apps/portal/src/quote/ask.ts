import type { QuoteAsk } from "../api/outputs.ts";
import { isPacked } from "../planner/link/packed.ts";
import type { Encoding, OwnModel } from "./own-model.ts";

export type PromiseLevel = NonNullable<QuoteAsk["promise"]>;

/** What a person has filled in so far; null is "not said". */
export interface AskForm {
  readonly model: string | null;
  /** One's own model's packed `config.json`, in place of a model of the catalog. */
  readonly config: string | null;
  /** What one's own model is called; empty takes the name in its file. */
  readonly modelName: string;
  readonly tokensCountedIn: Encoding | null;
  readonly datasetVersion: string | null;
  readonly measure: "tokens" | "passes";
  readonly tokens: number | null;
  readonly passes: number | null;
  readonly globalBatchSize: number | null;
  readonly sequenceLength: number | null;
  readonly learningRate: number | null;
  readonly warmupSteps: number | null;
  readonly dtype: "bf16" | "fp16" | null;
  readonly seed: number | null;
  readonly system: string | null;
  readonly devices: number | null;
  readonly country: string | null;
  /** A calendar day in UTC, `2026-12-24`. */
  readonly finishBy: string | null;
  readonly promise: PromiseLevel;
}

export const emptyAsk: AskForm = {
  model: null,
  config: null,
  modelName: "",
  tokensCountedIn: null,
  datasetVersion: null,
  measure: "tokens",
  tokens: null,
  passes: 1,
  globalBatchSize: null,
  sequenceLength: null,
  learningRate: null,
  warmupSteps: null,
  dtype: null,
  seed: null,
  system: null,
  devices: null,
  country: null,
  finishBy: null,
  promise: "p90",
};

/** What a link to the page already says: a dataset's page, or the planner. What is no count is left open. */
export function askInAddress(query: URLSearchParams): Partial<AskForm> {
  const count = (name: string): number | null => {
    const value = Number(query.get(name) ?? "");
    return Number.isSafeInteger(value) && value >= 1 ? value : null;
  };
  const system = query.get("system");
  const config = query.get("config");
  return {
    datasetVersion: query.get("dataset_version"),
    model: query.get("model"),
    config: config !== null && isPacked(config) ? config : null,
    tokens: count("tokens"),
    system,
    devices: system === null ? null : count("devices"),
  };
}

type Given<Fields> = { [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** Leaves out what was not said, so that the published default applies. */
function given<Fields extends Record<string, unknown>>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as Given<Fields>;
}

type AskedModel = Pick<QuoteAsk, "model" | "config" | "model_name" | "tokens_counted_in">;

/** What is trained: a model of the catalog, or one's own once its file is read. */
function modelOf({ model, modelName }: AskForm, own: OwnModel | null): AskedModel | null {
  if (own === null) return model === null ? null : { model };
  const { config, problem, encoding } = own;
  if (config === null || problem !== null || encoding === null) return null;
  const name = modelName.trim();
  return { config, tokens_counted_in: encoding, ...(name === "" ? {} : { model_name: name }) };
}

/** The ask as the API takes it; null while something it needs is missing. */
export function askOf(form: AskForm, own: OwnModel | null): QuoteAsk | null {
  const amount = form.measure === "tokens" ? form.tokens : form.passes;
  const model = modelOf(form, own);
  if (model === null || form.datasetVersion === null || amount === null || amount <= 0) return null;
  return {
    ...model,
    dataset_version: form.datasetVersion,
    ...(form.measure === "tokens" ? { tokens: amount } : { passes: amount }),
    recipe: {
      method: "pre-training",
      ...given({
        global_batch_size: form.globalBatchSize,
        sequence_length: form.sequenceLength,
        learning_rate: form.learningRate,
        warmup_steps: form.warmupSteps,
        dtype: form.dtype,
        seed: form.seed,
      }),
    },
    wish: given({
      system: form.system,
      devices: form.devices,
      country: form.country,
      // By the end of that day.
      finish_by: form.finishBy === null ? null : `${form.finishBy}T23:59:59Z`,
    }),
    promise: form.promise,
  };
}

/** What is still to be said before there can be an answer, as a sentence. */
export function missingOf(form: AskForm, own: OwnModel | null): string {
  if (own !== null && own.problem !== null) return own.problem;
  if (own !== null && own.config === null) return "Reading your model's file…";
  if (own !== null && own.encoding === null) return "Say in which vocabulary your model reads.";
  if (own === null && form.model === null) return "Choose a model to see a price and a date.";
  if (form.datasetVersion === null) return "Choose the dataset to train on.";
  return form.measure === "tokens" ? "Say how many tokens to train on." : "Say how many passes over the data to make.";
}
