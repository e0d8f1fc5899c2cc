// Guarantee: the table of tensors adds up to the published formulas of FLOPs and activations, and to the parameters.
import { describe, expect, it } from "vitest";
import { findModel, modelCatalog } from "./catalog.ts";
import { forwardFlopsPerToken, trainingFlopsPerToken } from "./flops.ts";
import { parameterCount } from "./parameters.ts";
import type { ModelShape } from "./shape.ts";
import { attendedPositions } from "./stacks.ts";
import { type ModelTensor, tensorsOf } from "./tensors.ts";

function modelOf(id: string): ModelShape {
  const model = findModel(id);
  if (!model) throw new RangeError(`a model of the catalog is needed, received "${id}"`);
  return model;
}

const sum = (rows: readonly ModelTensor[], value: (row: ModelTensor) => number) =>
  rows.reduce((total, row) => total + value(row), 0);

describe("tensorsOf", () => {
  it("names each tensor of a model once, and all its parameters", () => {
    for (const model of modelCatalog) {
      const rows = tensorsOf(model, 1024);
      expect(new Set(rows.map((row) => row.name)).size, model.id).toBe(rows.length);
      expect(
        sum(rows, (row) => row.parameters),
        model.id,
      ).toBe(parameterCount(model).total);
      expect(sum(rows, (row) => row.flopsPerToken)).toBeCloseTo(Number(trainingFlopsPerToken(model, 1024)) / 3, -6);
    }
  });

  it("keeps sbh 34 of a plain layer without its masks: 32 bytes a value (arXiv 2205.05198, eq. 2)", () => {
    const model = modelOf("gpt3-175b");
    const rows = tensorsOf(model, 2048).filter((row) => /^layer\.(?!finalNorm)/.test(row.name));
    const kept = sum(rows, (row) => row.keptBytesPerToken) / model.layers / model.hidden;
    // 34 bytes hold two dropout masks of one byte each.
    expect(kept).toBeCloseTo(34 - 2, 9);
  });

  it("shows Llama 3 8B as its checkpoint has it", () => {
    const rows = new Map(tensorsOf(modelOf("llama3-8b"), 8192).map((row) => [row.name, row]));
    expect(rows.get("layer.attention.queryKeyValue")).toMatchObject({ shape: [4096, 6144], copies: 32 });
    expect(rows.get("layer.feedForward.up")).toMatchObject({ shape: [4096, 28_672], copies: 32 });
    expect(rows.get("layer.feedForward.down")).toMatchObject({ shape: [14_336, 4096], copies: 32 });
    expect(rows.get("model.logits")?.shape).toEqual([4096, 128_256]);
    // 15.0 GFLOP forward a token: twice the 7.5 billion weights that multiply, and attention over 8,192 positions.
    const forward = forwardFlopsPerToken(modelOf("llama3-8b"), 8192);
    expect((forward.weights + forward.logits) / 2e9).toBeCloseTo(8.030261248 - 0.525336576 - 65 * 4096e-9, 6);
    expect(forward.attention).toBe(4 * 32 * 8192 * 4096);
  });

  it("counts one expert in 16 of gpt-oss 120B at work: 4 of 128 and what all tokens share", () => {
    const rows = tensorsOf(modelOf("gpt-oss-120b"), 4096);
    const expert = rows.find((row) => row.name === "layer.expert.up");
    expect(expert && expert.activeParameters / expert.parameters).toBe(4 / 128);
  });
});

describe("attendedPositions", () => {
  it("is the whole sequence without a window or within it", () => {
    expect(attendedPositions(modelOf("llama3-8b"), 8192)).toBe(8192);
    expect(attendedPositions(modelOf("mistral-7b"), 4096)).toBe(4096);
  });

  it("counts what a window of 4,096 leaves of 8,192 positions exactly, twice for the causal half", () => {
    let pairs = 0;
    for (let at = 1; at <= 8192; at++) pairs += Math.min(at, 4096);
    expect(attendedPositions(modelOf("mistral-7b"), 8192) / ((2 * pairs) / 8192)).toBeCloseTo(1, 3);
  });

  it("leaves gpt-oss half of its attention on 4,096 tokens, and 3% of the other half", () => {
    const share = attendedPositions(modelOf("gpt-oss-20b"), 4096) / 4096;
    expect(share).toBeCloseTo(0.5 + 0.5 * (128 / 4096) * (2 - 128 / 4096), 9);
  });
});

describe("an encoder-decoder", () => {
  it("costs T5 half of a decoder of its size: each token passes through one stack (arXiv 1910.10683, section 3.2.2)", () => {
    const model = modelOf("t5-11b");
    const forward = forwardFlopsPerToken(model, 626);
    const { total, embedding } = parameterCount(model);
    expect(forward.weights / (2 * (total - embedding))).toBeGreaterThan(0.47);
    expect(forward.weights / (2 * (total - embedding))).toBeLessThan(0.53);
  });

  it("counts by hand what an encoder and a decoder layer of T5 Base do on 512 and 114 tokens", () => {
    const [hidden, inner, source, target] = [768, 3072, 512, 114];
    const block = 2 * hidden * inner;
    const encoder = source * (4 * hidden ** 2 + block);
    const decoder = target * (6 * hidden ** 2 + block) + source * 2 * hidden ** 2;
    const scores = 2 * hidden * (source * source + target * target + target * source);
    const forward = forwardFlopsPerToken(modelOf("t5-base"), source + target);
    expect((forward.weights * (source + target)) / (12 * 2 * (encoder + decoder))).toBeCloseTo(1, 9);
    expect((forward.attention * (source + target)) / (12 * 2 * scores)).toBeCloseTo(1, 9);
    expect(forward.logits * (source + target)).toBeCloseTo(2 * hidden * 32_128 * target, 0);
  });
});
