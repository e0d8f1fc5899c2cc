import { isPacked } from "../planner/link/packed.ts";
import { type AskForm, emptyAsk } from "./ask.ts";

const isText = (value: unknown): value is string => typeof value === "string" && value !== "" && value.length <= 200;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value > 0;
const among = (values: readonly string[]) => (value: unknown) => typeof value === "string" && values.includes(value);

/** What each field may hold besides what it holds at first. */
const fits: { readonly [Field in keyof AskForm]: (value: unknown) => boolean } = {
  model: isText,
  config: (value) => typeof value === "string" && isPacked(value),
  modelName: isText,
  tokensCountedIn: isText,
  datasetVersion: isText,
  measure: among(["tokens", "passes"]),
  tokens: isNumber,
  passes: isNumber,
  globalBatchSize: isNumber,
  sequenceLength: isNumber,
  learningRate: isNumber,
  warmupSteps: isNumber,
  dtype: among(["bf16", "fp16"]),
  seed: isNumber,
  system: isText,
  devices: isNumber,
  country: isText,
  finishBy: (value) => isText(value) && /^\d{4}-\d{2}-\d{2}$/.test(value),
  promise: among(["p50", "p90", "p99"]),
};

const fields = Object.keys(fits) as (keyof AskForm)[];

/** The form as the page's address keeps it, so that going back, reloading and a link all find it: what was filled in. */
export function keptAsk(form: AskForm): string {
  const filled = fields.filter((field) => form[field] !== emptyAsk[field] && fits[field](form[field]));
  return filled.length === 0 ? "" : JSON.stringify(Object.fromEntries(filled.map((field) => [field, form[field]])));
}

/** Reads it back; what an address says that no form holds is left aside. */
export function readKeptAsk(text: string | null): Partial<AskForm> {
  if (text === null) return {};
  try {
    const said = JSON.parse(text) as Record<string, unknown>;
    const known = fields.filter((field) => Object.hasOwn(said, field) && fits[field](said[field]));
    return Object.fromEntries(known.map((field) => [field, said[field]])) as Partial<AskForm>;
  } catch {
    return {};
  }
}
