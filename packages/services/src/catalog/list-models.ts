import { modelCatalog, parameterCount, publishedRecipe, type Recipe } from "@ingot/compute";
import { encodings, encodingSizes, tokenizerOf } from "@ingot/datasets";
import type { z } from "zod";
import type { Request } from "../context.ts";
import type { modelListOutput } from "./schemas.ts";

/** Every model in whose vocabulary a dataset can be counted, so that it can be quoted. Open to everybody. */
export async function listModels(_request: Request<unknown>): Promise<z.infer<typeof modelListOutput>> {
  const quotable = modelCatalog.flatMap((model) => {
    const tokenizer = tokenizerOf(model.id);
    return tokenizer ? [{ model, encoding: tokenizer.encoding }] : [];
  });
  const items = quotable.map(({ model, encoding }) => ({
    id: model.id,
    label: model.label,
    parameters: parameterCount(model).total,
    layers: model.layers,
    hidden: model.hidden,
    heads: model.heads,
    context_length: model.contextLength,
    vocabulary: model.vocabulary,
    tokens_counted_in: encoding,
    source: model.source,
    recipe: recipeWire(publishedRecipe(model)),
  }));
  return { items, encodings: encodings.map((id) => ({ id, tokens: encodingSizes[id] })) };
}

const recipeWire = (recipe: Recipe): Record<string, string | number> => ({
  global_batch_size: recipe.globalBatchSize.value,
  sequence_length: recipe.sequenceLength.value,
  learning_rate: recipe.peakLearningRate.value,
  warmup_tokens: recipe.warmupTokens.value,
  schedule: recipe.schedule.value,
  optimizer: recipe.optimizer.value,
  beta1: recipe.betas.value[0],
  beta2: recipe.betas.value[1],
  weight_decay: recipe.weightDecay.value,
  gradient_clip: recipe.gradientClip.value,
  source: recipe.globalBatchSize.source,
});
