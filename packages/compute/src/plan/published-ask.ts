import { tokens } from "@ingot/units";
import { parameterCount } from "../model/parameters.ts";
import { publishedRecipe } from "../model/recipe.ts";
import type { ModelShape } from "../model/shape.ts";
import type { Ask, Dtype } from "./plan.ts";

/** What of an ask somebody says; the rest is what was published with the model. */
export interface AskWish {
  readonly model: ModelShape;
  readonly tokens?: number | null | undefined;
  readonly sequenceLength?: number | null | undefined;
  readonly globalBatchSize?: number | null | undefined;
  readonly dtype: Dtype;
}

/** Tokens that train a model once over by the law of Chinchilla: 20 a parameter at work, in whole billions or three digits. */
function chinchillaTokens(model: ModelShape): number {
  const exact = 20 * parameterCount(model).active;
  return exact >= 100e9 ? Math.round(exact / 1e9) * 1e9 : Math.max(1e9, Number(exact.toPrecision(3)));
}

/** **Returns** the ask of a wish, every default filled in: published batch and length, 20 tokens a parameter. */
export function publishedAsk({ model, dtype, ...wish }: AskWish): Ask {
  const recipe = publishedRecipe(model);
  return {
    model,
    tokens: tokens(Math.round(wish.tokens ?? chinchillaTokens(model))),
    sequenceLength: wish.sequenceLength ?? recipe.sequenceLength.value,
    globalBatchSize: wish.globalBatchSize ?? recipe.globalBatchSize.value,
    dtype,
  };
}
