// Guarantee: a model's defaults are those it was published with; one that nobody published gets GPT-3's of its size.
import { describe, expect, it } from "vitest";
import { findModel, modelCatalog } from "./catalog.ts";
import { publishedRecipe, warmupSteps } from "./recipe.ts";
import type { ModelShape } from "./shape.ts";

function modelOf(id: string): ModelShape {
  const model = findModel(id);
  if (!model) throw new RangeError(`a model of the catalog is needed, received "${id}"`);
  return model;
}

describe("publishedRecipe", () => {
  // Tokens in a batch and the peak rate, as the papers state them.
  it.each([
    ["llama2-70b", 4.2e6, 1.5e-4],
    ["llama3-405b", 16.8e6, 8e-5],
    ["mt-nlg-530b", 3.93e6, 5e-5],
    ["deepseek-v3", 62.9e6, 2.2e-4],
    ["opt-175b", 2.1e6, 1.2e-4],
    ["bloom-176b", 4.2e6, 6e-5],
    ["pythia-6.9b", 2.1e6, 1.2e-4],
  ])("gives %s its %d tokens a step and rate %d", (id, tokens, rate) => {
    const recipe = publishedRecipe(modelOf(id));
    const batch = recipe.globalBatchSize.value * recipe.sequenceLength.value;
    expect(Math.abs(batch / tokens - 1)).toBeLessThan(0.01);
    expect(recipe.peakLearningRate.value).toBe(rate);
    expect(recipe.peakLearningRate.source).toMatch(/arXiv/);
  });

  it("gives a long-context model of 7 billion GPT-3's 2 million tokens a step, in sequences of at most 8,192", () => {
    const recipe = publishedRecipe({ ...modelOf("mistral-7b"), id: "ours", contextLength: 131_072 });
    expect([recipe.sequenceLength.value, recipe.globalBatchSize.value]).toEqual([8192, 256]);
    expect(recipe.peakLearningRate.value).toBe(1.2e-4);
  });

  it("is whole numbers for every model of the catalog", () => {
    for (const model of modelCatalog) {
      const recipe = publishedRecipe(model);
      expect(Number.isSafeInteger(recipe.globalBatchSize.value), model.id).toBe(true);
      expect(recipe.sequenceLength.value, model.id).toBeLessThanOrEqual(model.contextLength);
    }
  });
});

describe("warmupSteps", () => {
  const stepsOf = (id: string, tokens: number) => {
    const recipe = publishedRecipe(modelOf(id));
    const tokensPerStep = recipe.globalBatchSize.value * recipe.sequenceLength.value;
    return warmupSteps(recipe, tokensPerStep, Math.ceil(tokens / tokensPerStep));
  };

  // Models whose papers state steps of the batch that they give.
  it.each([
    ["llama3-8b", 15e12, 2000],
    ["llama2-70b", 2e12, 2000],
    ["pythia-6.9b", 300e9, 1430],
    ["gpt-neox-20b", 472e9, 1500],
    ["gpt-j-6b", 402e9, 3000],
  ])("is what was published for %s over its %d tokens: %d", (id, tokens, steps) => {
    expect(stepsOf(id, tokens)).toBe(steps);
  });

  it("is a hundredth of a run too short for it, and leaves a step at the full rate", () => {
    expect(stepsOf("llama3-8b", 160e9)).toBe(382);
    expect(stepsOf("llama3-8b", 4e6)).toBe(0);
  });
});
