// Guarantee: a P90 is kept nine times in ten; without faults and with exact throughput it is always kept.
import { expect, test } from "vitest";
import { simulatePromise } from "./promise.ts";
import { promiseTrials } from "./trials.ts";

test("a seeded sample of contracts keeps its P90", () => {
  let [kept, contracts] = [0, 0];
  for (const trial of promiseTrials({ contracts: 120, faults: "curated", seed: "sample" })) {
    const result = simulatePromise(trial);
    expect(result.kept + result.missed.fault + result.missed.throughput).toBe(result.contracts);
    kept += result.kept;
    contracts += result.contracts;
  }
  // 600 contracts: the standard deviation of the share is 1.2 points; all 10,000 run in `npm run prove -- promises`.
  expect(Math.abs(kept / contracts - 0.9)).toBeLessThan(0.037);
});

test("without faults and with exact throughput none is missed", () => {
  for (const trial of promiseTrials({ contracts: 3, faults: "none", seed: "exact", exact: true })) {
    expect(simulatePromise(trial), trial.label).toMatchObject({ kept: 3, interruptions: 0 });
  }
});
