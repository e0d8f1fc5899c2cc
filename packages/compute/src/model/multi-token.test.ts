// Guarantee: what layers that predict further tokens would add is counted as their authors counted it.
import { describe, expect, it } from "vitest";
import { findModel } from "./catalog.ts";
import { multiTokenCost } from "./multi-token.ts";
import { parameterCount } from "./parameters.ts";
import type { ModelShape } from "./shape.ts";

function shapeOf(id: string): ModelShape {
  const model = findModel(id);
  if (!model) throw new Error(`${id} is not in the catalog`);
  return model;
}

describe("multiTokenCost", () => {
  it("counts the 11.5 billion parameters of DeepSeek-V3's one (README_WEIGHTS.md of deepseek-ai/DeepSeek-V3)", () => {
    const model = shapeOf("deepseek-v3");
    const { parameters, flopsShare } = multiTokenCost(model, 4096);
    expect(Math.abs(parameters / 11.5e9 - 1)).toBeLessThan(0.01);
    // One layer beside 61, its output layer and the matrix that joins: between one and three layers' worth.
    expect(flopsShare).toBeGreaterThan(1 / 61);
    expect(flopsShare).toBeLessThan(3 / 61);
    expect(multiTokenCost({ ...model, multiTokenLayers: 2 }, 4096).parameters).toBe(2 * parameters);
  });

  it("counts a dense layer to the last parameter", () => {
    const model = shapeOf("llama3-8b");
    const { parameters } = multiTokenCost({ ...model, multiTokenLayers: 1 }, 8192);
    expect(parameters).toBe(parameterCount(model).perLayer + 2 * 4096 ** 2 + 3 * 4096);
  });

  it("adds nothing where there are none, and is in no count of the model itself", () => {
    expect(multiTokenCost(shapeOf("llama3-8b"), 8192)).toEqual({ parameters: 0, flopsShare: 0 });
    const { multiTokenLayers: _, ...bare } = shapeOf("deepseek-v3");
    expect(parameterCount(bare)).toEqual(parameterCount(shapeOf("deepseek-v3")));
  });
});
