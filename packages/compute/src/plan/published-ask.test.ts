// Guarantee: what is left out of an ask is what was published with its model, and what is said is kept.
import { describe, expect, it } from "vitest";
import { findModel, modelCatalog } from "../model/catalog.ts";
import { parameterCount } from "../model/parameters.ts";
import { publishedAsk } from "./published-ask.ts";

const modelOf = (id: string) => {
  const model = findModel(id);
  if (!model) throw new Error(`${id} is in the catalog`);
  return model;
};

describe("publishedAsk", () => {
  it("takes GPT-3's batch of 3.2 million tokens in sequences of 2,048 (arXiv 2005.14165) and 20 tokens a parameter", () => {
    const ask = publishedAsk({ model: modelOf("gpt3-175b"), dtype: "bf16" });
    expect(ask.sequenceLength).toBe(2048);
    expect((ask.globalBatchSize * ask.sequenceLength) / 3.2e6).toBeCloseTo(1, 1);
    expect(ask.tokens / 175e9).toBeCloseTo(20, 0);
  });

  it("takes 20 tokens a parameter of every model, small ones too, to three digits", () => {
    for (const model of modelCatalog) {
      const { tokens } = publishedAsk({ model, dtype: "bf16" });
      expect(Math.abs(tokens / parameterCount(model).active / 20 - 1)).toBeLessThan(0.005);
    }
  });

  it("never asks for less than a billion tokens, and counts the parameters at work", () => {
    const tiny = { ...modelOf("gpt2"), layers: 1, vocabulary: 512, paddedVocabulary: 512 };
    expect(publishedAsk({ model: tiny, dtype: "bf16" }).tokens).toBe(1e9);
    expect(publishedAsk({ model: modelOf("mixtral-8x7b"), dtype: "bf16" }).tokens / 12.9e9).toBeCloseTo(20, 0);
  });

  it("keeps what is said; null says nothing", () => {
    const said = { tokens: 5e9, sequenceLength: 512, globalBatchSize: 64 };
    expect(publishedAsk({ model: modelOf("gpt2"), dtype: "fp16", ...said })).toMatchObject({ ...said, dtype: "fp16" });
    const left = { tokens: null, sequenceLength: null, globalBatchSize: null };
    const model = modelOf("gpt2");
    expect(publishedAsk({ model, dtype: "bf16", ...left })).toEqual(publishedAsk({ model, dtype: "bf16" }));
  });
});
