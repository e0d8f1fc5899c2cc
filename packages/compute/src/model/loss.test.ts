// Guarantee: losses are those of the published fits; repeated data teach less, and the advice says so.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lossAt } from "../simulate/truth.ts";
import { findModel } from "./catalog.ts";
import { expectedLoss, lossCurve } from "./loss.ts";

describe("expectedLoss", () => {
  it("gives Chinchilla (70 billion, 1.4 trillion) the 1.94 that Hoffmann's fit says", () => {
    const { lossIfUnique } = expectedLoss({ parameters: 70e9, tokens: 1.4e12, uniqueTokens: 1.4e12 });
    // By hand: 1.69 + 406.4 / 70e9^0.34 + 410.7 / 1.4e12^0.28 = 1.69 + 0.0836 + 0.1631.
    expect(lossIfUnique.hoffmann).toBeCloseTo(1.9367, 3);
  });

  it("counts 4 passes nearly as new data and 40 as hardly more than 16", () => {
    const at = (passes: number) =>
      expectedLoss({ parameters: 1e9, tokens: passes * 1e9, uniqueTokens: 1e9 }).effectiveTokens / 1e9;
    expect(at(1)).toBe(1);
    // By hand: 1 + 15.387 (1 - exp(-3 / 15.387)).
    expect(at(4)).toBeCloseTo(3.726, 2);
    expect(at(1000)).toBeLessThan(16.4);
  });

  it("says in words what 10,000 passes are worth", () => {
    const model = findModel("llama3-8b");
    if (!model) throw new Error("llama3-8b is in the catalog");
    expect(expectedLoss({ model, tokens: 1.2e11, uniqueTokens: 12e6 }).advice).toBe(
      "your 12 million tokens would be read 10,000 times; past about 16 passes that buys nothing; " +
        "bring more data or take a smaller model",
    );
  });

  it("falls with new tokens and never rises with more unique ones", () => {
    const size = fc.double({ min: 1e8, max: 1e12, noNaN: true });
    const count = fc.double({ min: 1e8, max: 1e13, noNaN: true });
    fc.assert(
      fc.property(size, count, fc.double({ min: 1.01, max: 100, noNaN: true }), (parameters, tokens, factor) => {
        const fewer = expectedLoss({ parameters, tokens, uniqueTokens: tokens / factor }).loss;
        const all = expectedLoss({ parameters, tokens, uniqueTokens: tokens }).loss;
        const more = expectedLoss({ parameters, tokens: tokens * factor, uniqueTokens: tokens * factor }).loss;
        expect(all).toBeLessThanOrEqual(fewer + 1e-12);
        expect(more).toBeLessThanOrEqual(all);
      }),
      { seed: 20261120 },
    );
  });

  it("never rises with further passes, of a model far too large for its data either", () => {
    const of = (passes: number) => expectedLoss({ parameters: 70e9, tokens: passes * 1e11, uniqueTokens: 1e11 }).loss;
    const passes = [0.5, 1, 1.0001, 1.1, 1.5, 2, 4, 16, 100];
    const losses = passes.map(of);
    expect(losses).toEqual(losses.toSorted((left, right) => right - left));
    expect(of(1.0001)).toBe(of(1));
    // By hand: 5.1 billion of the 70 suit 100 billion tokens, the others count as 24.6 billion.
    expect(of(4)).toBeCloseTo(2.098, 3);
  });

  it("refuses a question without tokens, naming what it received", () => {
    expect(() => expectedLoss({ parameters: 1e9, tokens: 0, uniqueTokens: 5 })).toThrow(/"tokens":0/);
  });
});

describe("lossCurve", () => {
  it.each([1, 3, 50, 10_000])("falls smoothly to the expected loss at %d passes", (passes) => {
    const question = { parameters: 1e9, tokens: 2e10, uniqueTokens: 2e10 / passes, vocabulary: 50257 };
    const curve = lossCurve(question);
    expect(lossAt(curve, 0)).toBeCloseTo(Math.log(50257), 6);
    expect(lossAt(curve, 2e10)).toBeCloseTo(expectedLoss(question).loss, 1);
    let before = Infinity;
    for (let step = 0; step <= 100; step++) {
      const now = lossAt(curve, (step * 2e10) / 100);
      expect(now).toBeLessThanOrEqual(before);
      before = now;
    }
  });
});
