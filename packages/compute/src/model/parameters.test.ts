// Guarantee: shapes and counts are the published ones, to the last parameter.
import { describe, expect, it } from "vitest";
import { findModel, modelCatalog } from "./catalog.ts";
import { trainingFlopsPerToken } from "./flops.ts";
import { parameterCount } from "./parameters.ts";

const published: readonly (readonly [id: string, total: number, source: string])[] = [
  ["gpt2", 124_439_808, "openai-community/gpt2 checkpoint"],
  ["gpt2-medium", 354_823_168, "openai-community/gpt2-medium checkpoint"],
  ["gpt2-large", 774_030_080, "openai-community/gpt2-large checkpoint"],
  ["gpt2-xl", 1_557_611_200, "openai-community/gpt2-xl checkpoint"],
  ["gpt-j-6b", 6_050_882_784, "EleutherAI/gpt-j-6b model card"],
  ["gpt-neox-20b", 20_554_567_680, "arXiv 2204.06745"],
  ["llama3-8b", 8_030_261_248, "meta-llama/Meta-Llama-3-8B checkpoint"],
  ["llama3-70b", 70_553_706_496, "meta-llama/Meta-Llama-3-70B checkpoint"],
  ["bloom-176b", 176_247_271_424, "bigscience/bloom model card"],
];

describe("parameterCount", () => {
  it.each(published)("counts %s as published: %d (%s)", (id, total) => {
    const model = findModel(id);
    expect(model && parameterCount(model).total).toBe(total);
  });

  it("gives GPT-3 the 174.6 billion of arXiv 2104.04473, Table 1", () => {
    const model = findModel("gpt3-175b");
    expect(model && parameterCount(model).total / 1e9).toBeCloseTo(174.6, 1);
  });

  it("names every catalog model once, with a source, and adds up", () => {
    expect(new Set(modelCatalog.map((model) => model.id)).size).toBe(modelCatalog.length);
    for (const model of modelCatalog) {
      const count = parameterCount(model);
      expect(model.source.length, model.id).toBeGreaterThan(20);
      expect(count.embedding + model.layers * count.perLayer, model.id).toBeLessThanOrEqual(count.total);
    }
  });
});

describe("trainingFlopsPerToken", () => {
  it("equals 72 L h^2 (1 + s/6h + V/12Lh) for a GPT of plain shape (arXiv 2104.04473)", () => {
    const model = findModel("gpt3-175b");
    if (!model) throw new Error("gpt3-175b is in the catalog");
    const { layers, hidden, paddedVocabulary } = model;
    const formula = 72 * layers * hidden ** 2 * (1 + 2048 / (6 * hidden) + paddedVocabulary / (12 * layers * hidden));
    expect(trainingFlopsPerToken(model, 2048) / formula).toBeCloseTo(1, 10);
  });
});
