import type { ModelShape } from "@ingot/compute";
import type { Plan, Quote, QuoteAsk } from "../api/outputs.ts";
import type { WaferAsk } from "./question.ts";

const numberOf = (value: string | number | undefined): number | null => {
  const number = Number(value);
  return Number.isFinite(number) && number > 0 ? number : null;
};

const dtypeOf = (value: string | number | undefined): "bf16" | "fp16" => (value === "fp16" ? value : "bf16");

/** The work of a quote that is written down. */
export const askOfQuote = ({ model, own_model, tokens_contracted: tokens, recipe }: Quote): WaferAsk => ({
  model: own_model ? (own_model.shape as unknown as ModelShape) : model,
  tokens,
  sequenceLength: numberOf(recipe["sequence_length"]),
  globalBatchSize: numberOf(recipe["global_batch_size"]),
  dtype: dtypeOf(recipe["dtype"]),
});

/** The work of an ask that is being filled in; passes over the data as the tokens of the plan's steps. */
export const askOfPreview = ({ tokens, recipe }: QuoteAsk, plan: Plan, model: WaferAsk["model"]): WaferAsk => ({
  model,
  tokens: tokens ?? plan.total_steps * plan.tokens_per_step,
  sequenceLength: recipe?.sequence_length ?? null,
  globalBatchSize: recipe?.global_batch_size ?? null,
  dtype: dtypeOf(recipe?.dtype),
});
