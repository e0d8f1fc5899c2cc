import { tokens } from "@ingot/units";
import { findModel } from "../model/catalog.ts";
import { publishedRecipe } from "../model/recipe.ts";
import type { Ask, HardwareChoice, Infeasible, Plan } from "./plan.ts";

/** An ask of a catalog model with its published recipe, for tests. */
export function askOf(id: string, changes: Partial<Ask> = {}): Ask {
  const model = findModel(id);
  if (!model) throw new RangeError(`a model of the catalog is needed, received "${id}"`);
  const recipe = publishedRecipe(model);
  return {
    model,
    tokens: tokens(300e9),
    sequenceLength: recipe.sequenceLength.value,
    globalBatchSize: recipe.globalBatchSize.value,
    dtype: "bf16",
    ...changes,
  };
}

export const choiceOf = (system: string, devices: number): HardwareChoice => ({ system, devices });

/** **Throws** Error with the refusal's sentence when there is no plan. */
export function planned(outcome: Plan | Infeasible): Plan {
  if (outcome.kind === "plan") return outcome;
  throw new Error(outcome.reason.text);
}
