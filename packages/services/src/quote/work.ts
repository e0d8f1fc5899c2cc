import { type Ask, type ModelShape, publishedRecipe, warmupSteps } from "@ingot/compute";
import { checkAsk } from "@ingot/pricing";
import { tokens as tokenCount } from "@ingot/units";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import type { QuotedVersion } from "./market.ts";
import { type QuotedModel, quotedModel } from "./model.ts";
import type { quoteAskInput } from "./schemas.ts";

export type QuoteAsk = z.infer<typeof quoteAskInput>;

/** A recipe as it is signed and shown: every field with its value, no defaults left to guess. */
export type RecipeRecord = Readonly<Record<string, string | number>>;

/** What is to be computed, before any hardware is chosen. */
export interface Work {
  readonly model: QuotedModel;
  readonly tokens: number;
  readonly uniqueTokens: number;
  readonly passes: number;
  readonly ask: Ask;
  readonly recipe: RecipeRecord;
  readonly seed: number;
}

/** Reads an ask against the data. **Throws** VALIDATION with the rule and the value received. */
export function workOf(ask: QuoteAsk, version: QuotedVersion, now: Date): Work {
  const model = quotedModel(ask);
  const uniqueTokens = countedTokens(model, version);
  const tokens = ask.tokens ?? Math.max(1, Math.round((ask.passes ?? 1) * uniqueTokens));
  refuseExtremes(ask, tokens, version.bytes, now);
  const { recipe, ...sizes } = recipeOf(ask, model, tokens);
  return {
    model,
    tokens,
    uniqueTokens,
    passes: tokens / uniqueTokens,
    ask: { model: model.shape, tokens: tokenCount(tokens), ...sizes },
    recipe,
    seed: ask.recipe.seed,
  };
}

function countedTokens({ shape, tokensCountedIn }: QuotedModel, version: QuotedVersion): number {
  const counted = version.tokenCounts.find((count) => count.encoding === tokensCountedIn);
  if (!counted) {
    const have = version.tokenCounts.map((count) => count.encoding).join(", ") || "none";
    throw new ServiceError(
      "VALIDATION",
      `tokens must be counted in the vocabulary of ${shape.label} (${tokensCountedIn ?? "its own, which we do not have"}); this version has counts for: ${have}`,
      { model: shape.id },
    );
  }
  if (counted.tokens < 1) throw new ServiceError("VALIDATION", "a dataset version holds at least 1 token, received 0");
  return counted.tokens;
}

function refuseExtremes(ask: QuoteAsk, tokens: number, datasetBytes: number, now: Date): void {
  const finishAt = ask.wish.finish_by;
  const [refusal] = checkAsk({
    tokens,
    parameters: 1,
    datasetBytes,
    now,
    ...(finishAt === undefined ? {} : { wish: { finishAt: new Date(finishAt), probability: 1 } }),
  });
  if (refusal) {
    throw new ServiceError("VALIDATION", `${refusal.rule}; received ${refusal.received}`, { field: refusal.field });
  }
}

function checkPositions(model: ModelShape, sequenceLength: number): void {
  if (model.positions !== "learned" || sequenceLength <= model.contextLength) return;
  throw new ServiceError(
    "VALIDATION",
    `${model.label} has ${model.contextLength} learned positions: sequence_length is at most that, received ${sequenceLength}`,
  );
}

function recipeOf(ask: QuoteAsk, { shape, own }: QuotedModel, tokens: number) {
  const published = publishedRecipe(shape);
  const { recipe: given } = ask;
  const sequenceLength = given.sequence_length ?? published.sequenceLength.value;
  const globalBatchSize = given.global_batch_size ?? published.globalBatchSize.value;
  const dtype = given.dtype ?? "bf16";
  checkPositions(shape, sequenceLength);
  const tokensPerStep = sequenceLength * globalBatchSize;
  const steps = Math.ceil(tokens / tokensPerStep);
  const warmup = given.warmup_steps ?? warmupSteps(published, tokensPerStep, steps);
  const [betaOne, betaTwo] = published.betas.value;
  const { source } = published.peakLearningRate;
  const recipe: RecipeRecord = {
    start: "from scratch",
    method: given.method,
    optimizer: published.optimizer.value,
    betas: `${betaOne}, ${betaTwo}`,
    weight_decay: String(published.weightDecay.value),
    gradient_clip: String(published.gradientClip.value),
    schedule: published.schedule.value,
    learning_rate: String(given.learning_rate ?? published.peakLearningRate.value),
    warmup_steps: warmup,
    global_batch_size: globalBatchSize,
    sequence_length: sequenceLength,
    dtype,
    seed: given.seed,
    tested: own === null && isPublished(given) ? "predicted" : "new",
    source: own === null ? source : `not published for this model: ${source}`,
  };
  return { recipe, sequenceLength, globalBatchSize, dtype };
}

/** Place in the matrix of recipes: ours are predicted until a run of them is measured; a changed one is new. */
function isPublished(given: QuoteAsk["recipe"]): boolean {
  const changed = [given.global_batch_size, given.sequence_length, given.learning_rate, given.warmup_steps];
  return changed.every((value) => value === undefined);
}
