// Guarantee: sizes, tokens and losses are those that the published laws give, checked against the authors' own tables.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lossFits, lossOf, lossWithRepeats } from "../../model/loss.ts";
import { computeOptimal, lifetimeOptimal } from "./compute-optimal.ts";
import { namedRuns } from "./named-runs.ts";
import { tokensForLoss, tokensToMatch } from "./tokens-for-loss.ts";

describe("computeOptimal", () => {
  // Hoffmann et al. 2022, arXiv 2203.15556, table A3, approach 3: FLOPs, parameters, tokens.
  it.each([
    [2.21e19, 400e6, 9.2e9],
    [1.62e20, 1e9, 27.1e9],
    [2.46e22, 10e9, 410.1e9],
    [1.71e24, 67e9, 4.1e12],
    [1.26e25, 175e9, 12e12],
    [3.52e25, 280e9, 20.1e12],
  ])("gives Chinchilla's table A3 for %d FLOPs: %d parameters", (flops, parameters, tokens) => {
    const best = computeOptimal({ flops, fit: "hoffmannTable" });
    expect(Math.abs(best.parameters / parameters - 1)).toBeLessThan(0.03);
    expect(Math.abs(best.tokens / tokens - 1)).toBeLessThan(0.07);
  });

  it("takes about 20 tokens a parameter at Chinchilla's budget by the refit (Besiroglu et al. 2024)", () => {
    const best = computeOptimal({ flops: 5.76e23 });
    expect(best.tokensPerParameter).toBeGreaterThan(16);
    expect(best.tokensPerParameter).toBeLessThan(24);
    expect(best.parameters).toBeGreaterThan(60e9);
    expect(best.parameters).toBeLessThan(80e9);
  });

  it("allocates repeated data as the authors' code does: 6.8 billion parameters, 227 billion tokens, 9.1 passes", () => {
    // Muennighoff et al. 2023, README of huggingface/datablations, "Parametric fit".
    const best = computeOptimal({ flops: 6 * 8.67e9 * 178e9, uniqueTokens: 25e9 });
    expect(best.parameters / 1e9).toBeCloseTo(6.8, 1);
    expect(Math.abs(best.tokens / 227e9 - 1)).toBeLessThan(0.005);
    expect(best.passes).toBeCloseTo(9.1, 1);
    expect(lossWithRepeats(6.34e9, 242e9, 25e9).loss).toBeCloseTo(2.22564, 4);
    expect(lossWithRepeats(8.67e9, 178e9, 25e9).loss).toBeCloseTo(2.22696, 4);
  });

  it("finds the least loss of its budget: no other split of it is better", () => {
    const fits = fc.constantFrom(...(Object.keys(lossFits) as (keyof typeof lossFits)[]));
    const split = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(fits, fc.double({ min: 18, max: 26, noNaN: true }), split, (fit, exponent, factor) => {
        const flops = 10 ** exponent;
        const best = computeOptimal({ flops, fit });
        const other = lossOf(lossFits[fit], best.parameters * factor, best.tokens / factor);
        expect(other).toBeGreaterThanOrEqual(best.loss - 1e-12);
        expect(best.flops / flops).toBeCloseTo(1, 9);
      }),
      { seed: 20261120 },
    );
    expect(() => computeOptimal({ flops: 0 })).toThrow(/received 0/);
  });
});

describe("lifetimeOptimal", () => {
  it("saves what Sardana et al. 2024 (arXiv 2401.00448) found for a 13B that serves two trillion tokens: 17%, with a 7B", () => {
    const advice = lifetimeOptimal({ quality: { parameters: 13e9 }, servedTokens: 2e12, fit: "hoffmannTable" });
    expect(advice.best.parameters / 1e9).toBeCloseTo(7, 0);
    expect(advice.saved).toBeCloseTo(0.17, 2);
    expect(advice.flopsTrainingOnly - advice.flops).toBeGreaterThan(1.6e22);
    expect(advice.flopsTrainingOnly - advice.flops).toBeLessThan(1.8e22);
  });

  it("and for a 30B that serves ten: 13.6B on 2.84 times the data, 28% less", () => {
    const advice = lifetimeOptimal({ quality: { parameters: 30e9 }, servedTokens: 1e13, fit: "hoffmannTable" });
    expect(advice.best.parameters / 1e9).toBeCloseTo(13.6, 1);
    expect(advice.best.tokens / advice.trainingOnly.tokens).toBeCloseTo(2.84, 1);
    expect(advice.saved).toBeCloseTo(0.28, 2);
  });

  it("advises the compute-optimal size for a model that never serves, and never costs more than it", () => {
    const idle = lifetimeOptimal({ quality: { parameters: 13e9 }, servedTokens: 0 });
    expect(idle.best.parameters / 13e9).toBeCloseTo(1, 4);
    expect(idle.saved).toBeCloseTo(0, 9);
    let before = Infinity;
    for (const served of [1e10, 1e11, 1e12, 1e13]) {
      const { best, saved } = lifetimeOptimal({ quality: { loss: 2.1 }, servedTokens: served });
      expect(best.loss).toBeCloseTo(2.1, 9);
      expect(best.parameters).toBeLessThan(before);
      expect(saved).toBeGreaterThanOrEqual(0);
      before = best.parameters;
    }
    expect(() => lifetimeOptimal({ quality: { loss: 1.2 }, servedTokens: 1 })).toThrow(/above 1.8172/);
  });
});

describe("tokensForLoss", () => {
  it("is the law turned round: training on its answer reaches the loss", () => {
    const size = fc.double({ min: 1e8, max: 1e12, noNaN: true });
    const count = fc.double({ min: 1e9, max: 1e14, noNaN: true });
    fc.assert(
      fc.property(size, count, fc.double({ min: 0.1, max: 1, noNaN: true }), (parameters, tokens, share) => {
        const loss = lossOf(lossFits.besiroglu, parameters, tokens);
        const found = tokensForLoss({ parameters, loss });
        expect(found.kind === "tokens" && found.tokens / tokens).toBeCloseTo(1, 6);
        const uniqueTokens = tokens * share;
        const repeated = lossWithRepeats(parameters, tokens, uniqueTokens).loss;
        const again = tokensForLoss({ parameters, loss: repeated, uniqueTokens });
        const reached = again.kind === "tokens" && lossWithRepeats(parameters, again.tokens, uniqueTokens).loss;
        expect(reached).toBeCloseTo(repeated, 6);
      }),
      { seed: 20261120 },
    );
  });

  it("says so when no number of tokens is enough, with the least that can be reached", () => {
    const outcome = tokensForLoss({ parameters: 1e9, loss: 1.9 });
    expect(outcome).toMatchObject({ kind: "unreachable" });
    // By hand: 1.8172 + 482.01 / (1e9)^0.3478.
    expect(outcome.kind === "unreachable" && outcome.least).toBeCloseTo(2.1747, 3);
    expect(() => tokensForLoss({ parameters: 1e9, loss: -1 })).toThrow(/loss must be above 0, received -1/);
  });

  it("names runs by their computation, the smallest first", () => {
    const computation = namedRuns.map(({ parameters, tokens }) => parameters * tokens);
    expect(computation).toEqual(computation.toSorted((left, right) => left - right));
  });

  it("asks of a model of a named run's own size that run's own tokens, whatever the fit", () => {
    for (const run of namedRuns) {
      const match = tokensToMatch(run.id, run.parameters);
      expect((match.tokens ?? 0) / run.tokens).toBeCloseTo(1, 6);
    }
    expect(tokensToMatch("chinchilla", 140e9).tokens).toBeLessThan(1.4e12);
    expect(tokensToMatch("chinchilla", 1e9).tokens).toBeUndefined();
    expect(() => tokensToMatch("gpt-5", 1e9)).toThrow(/chinchilla.*received "gpt-5"/);
  });
});
