// Guarantee: sparsity is no free discount: it is faster by less than its share and worse in loss by a published law.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { planWafer } from "./plan-wafer.ts";
import { sparseLoss, sparseThenDense } from "./sparsity.ts";

const on = (share: number) =>
  planned(planWafer(askOf("gpt-j-6b"), choiceOf("cs-2", 4), share === 0 ? {} : { sparsity: { share } }));

describe("a sparse run", () => {
  it("is faster the more zeros there are, and never by as much as they would allow", () => {
    const dense = on(0).stepTime;
    let before = 1;
    for (const share of [0.25, 0.5, 0.75, 0.9, 0.95]) {
      const gain = dense / on(share).stepTime;
      expect(gain).toBeGreaterThan(before);
      expect(gain).toBeLessThan(1 / (1 - share));
      before = gain;
    }
  });

  it("never takes longer than a dense one, however few its zeros and tokens: then zeros are sent as any weight", () => {
    const shares = fc.tuple(
      fc.double({ min: 0, max: 0.95, noNaN: true }),
      fc.double({ min: 0, max: 0.95, noNaN: true }),
    );
    const models = fc.constantFrom("gpt2", "t5-3b", "gpt-j-6b", "mixtral-8x7b");
    fc.assert(
      fc.property(
        models,
        fc.constantFrom("cs-2", "cs-3"),
        fc.constantFrom(1, 8, 120, 1024),
        fc.constantFrom(128, 1024),
        shares,
        (model, system, globalBatchSize, sequenceLength, pair) => {
          const ask = askOf(model, { globalBatchSize, sequenceLength });
          const step = (share: number) =>
            planned(planWafer(ask, choiceOf(system, 1), { sparsity: { share } })).stepTime;
          const [fewer, more] = pair.toSorted((left, right) => left - right) as [number, number];
          expect(step(more)).toBeLessThanOrEqual(step(fewer) * (1 + 1e-9));
        },
      ),
      { seed: 20261121, numRuns: 100 },
    );
    const few = planned(
      planWafer(askOf("gpt-j-6b", { globalBatchSize: 8, sequenceLength: 128 }), choiceOf("cs-2", 1), {
        sparsity: { share: 0.05 },
      }),
    );
    expect(few.reasons.find(({ code }) => code === "zeros")?.text).toMatch(/sent and multiplied as any weight/);
  });

  it("says that zeros save nothing where the weights stay on the wafer", () => {
    const options = { sparsity: { share: 0.5 }, execution: "pipelined" } as const;
    const plan = planned(planWafer(askOf("gpt2"), choiceOf("cs-2", 1), options));
    expect(plan.reasons.find(({ code }) => code === "zeros")?.text).toMatch(/save no time/);
    expect(on(0.75).reasons.some(({ code }) => code === "zeros")).toBe(false);
  });

  it("tells what it costs in loss, and remembers its zeros in the layout", () => {
    const plan = on(0.75);
    expect(plan.layout).toMatchObject({ sparsity: 0.75, harvest: 0.9 });
    expect(plan.reasons.find(({ code }) => code === "sparsity")?.text).toMatch(/nats a token worse/);
  });

  it.each([-0.1, 0.96, Number.NaN])("refuses a share of %d", (share) => {
    expect(() => planWafer(askOf("gpt2"), choiceOf("cs-2", 1), { sparsity: { share } })).toThrow(/0 to 0.95, received/);
  });

  it("refuses a harvest above 1", () => {
    const sparsity = { share: 0.5, harvest: 1.5 };
    expect(() => planWafer(askOf("gpt2"), choiceOf("cs-2", 1), { sparsity })).toThrow(/received 1.5/);
  });
});

describe("sparseLoss", () => {
  // Frantar et al. 2023: 50% and 75% zeros do as well as dense models of 1.6 and 2.2 times the remaining weights.
  it.each([
    [0.5, 1.6],
    [0.75, 2.2],
  ])("at %d zeros equals a dense model of %d times the remaining weights", (share, times) => {
    expect(sparseLoss(1e9, share).equivalentParameters / (1e9 * (1 - share))).toBeCloseTo(times, 1);
  });

  it("adds no loss without zeros and more with more", () => {
    expect(sparseLoss(1e9, 0).lossAdded).toBe(0);
    expect(sparseLoss(1e9, 0.9).lossAdded).toBeGreaterThan(sparseLoss(1e9, 0.5).lossAdded);
  });
});

describe("sparseThenDense", () => {
  it("lies between both, and at the ends is one of them", () => {
    const [sparse, dense] = [on(0.75), on(0)];
    expect(sparseThenDense(sparse, dense, 1).speedup).toBe(1);
    expect(sparseThenDense(sparse, dense, 0).speedup).toBeCloseTo(dense.stepTime / sparse.stepTime, 9);
    expect(sparseThenDense(sparse, dense).seconds).toBeLessThan(sparseThenDense(sparse, dense, 1).seconds);
    expect(() => sparseThenDense(sparse, dense, 2)).toThrow(/received 2/);
  });
});
