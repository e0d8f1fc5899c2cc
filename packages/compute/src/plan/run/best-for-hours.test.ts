// Guarantee: what a budget buys best is planned on its hardware and agrees with the law that knows only FLOPs.
import { describe, expect, it } from "vitest";
import { modelCatalog } from "../../model/catalog.ts";
import { trainingFlopsPerToken } from "../../model/flops.ts";
import { parameterCount } from "../../model/parameters.ts";
import { askOf, choiceOf } from "../ask.test-kit.ts";
import { bestForHours } from "./best-for-hours.ts";
import { computeOptimal } from "./compute-optimal.ts";
import { scaledShape } from "./scaled-shape.ts";

function best(deviceHours: number, uniqueTokens?: number) {
  const budget = uniqueTokens === undefined ? { deviceHours } : { deviceHours, uniqueTokens };
  const advice = bestForHours(askOf("llama3-8b"), choiceOf("dgx-h100", 64), budget);
  if (!advice) throw new Error("some size has a plan");
  return advice;
}

describe("bestForHours", () => {
  it("comes near the optimum that knows only the FLOPs which the hours turned out to hold", () => {
    const { best: found, candidates } = best(20_000);
    const flops = 6 * found.parameters * found.tokens;
    const law = computeOptimal({ flops });
    expect(found.parameters / law.parameters).toBeGreaterThan(0.5);
    expect(found.parameters / law.parameters).toBeLessThan(2);
    expect(found.loss - law.loss).toBeLessThan(0.01);
    for (const other of candidates) expect(other.loss).toBeGreaterThanOrEqual(found.loss);
    const hours = (found.tokens / found.tokensPerSecond / 3600) * 64;
    expect(hours).toBeCloseTo(20_000, 6);
  });

  it("tells each shape once, and of less than a step nothing, where the law would say more than guessing costs", () => {
    const { candidates, text } = best(1);
    expect(new Set(candidates.map(({ parameters }) => parameters)).size).toBe(candidates.length);
    expect(text).toMatch(/^1 device-hour trains .* after 56\.3 s on 64 devices\.$/);
    for (const { loss, model, tokens, plan } of candidates) {
      expect(tokens).toBeGreaterThanOrEqual(plan.tokensPerStep);
      expect(loss).toBeLessThan(Math.log(model.paddedVocabulary));
    }
    expect(bestForHours(askOf("llama3-8b"), choiceOf("dgx-h100", 64), { deviceHours: 1e-9 })).toBeUndefined();
  });

  it("takes a larger model for more hours, and a smaller one for more passes where data are short", () => {
    expect(best(200_000).best.parameters).toBeGreaterThan(best(2000).best.parameters);
    const short = best(20_000, 20e9).best;
    expect(short.parameters).toBeLessThan(best(20_000).best.parameters * 1.01);
    expect(short.loss).toBeGreaterThan(best(20_000, 1e15).best.loss);
    expect(() => best(0)).toThrow(/received 0/);
  });
});

describe("scaledShape", () => {
  it("is a model at every size: no more layers of a kind than layers, and numbers above 0", () => {
    for (const model of modelCatalog) {
      for (const factor of [2 ** -8, 2 ** -4, 1, 2 ** 8]) {
        const shape = scaledShape(model, factor);
        const { window, encoder, experts } = shape;
        expect(window?.layers ?? 0, model.id).toBeLessThanOrEqual(shape.layers);
        expect(encoder?.layers ?? 0, model.id).toBeLessThan(shape.layers);
        expect(experts?.denseLayers ?? 0, model.id).toBeLessThan(shape.layers);
        expect(parameterCount(shape).perLayer, model.id).toBeGreaterThan(0);
        expect(trainingFlopsPerToken(shape, 8192), model.id).toBeGreaterThan(0);
      }
    }
  });

  it("keeps proportions: about the parameters asked for, heads that divide, for every model of the catalog", () => {
    for (const model of modelCatalog) {
      const { total, embedding } = parameterCount(model);
      const grown = scaledShape(model, 4);
      const count = parameterCount(grown);
      const ratio = (count.total - count.embedding) / (total - embedding);
      expect(ratio, model.id).toBeGreaterThan(3.2);
      expect(ratio, model.id).toBeLessThan(4.8);
      expect(grown.heads % grown.keyValueHeads).toBe(0);
    }
    expect(() => scaledShape(modelCatalog[0] as never, 0)).toThrow(/received 0/);
  });
});
