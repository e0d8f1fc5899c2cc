// Guarantee: a thinned front leaves out no layout that is much better in anything, and keeps the fastest.
import { describe, expect, it } from "vitest";
import { askOf, choiceOf } from "../../ask.test-kit.ts";
import { paretoFront } from "./pareto.ts";
import { choicesAround, thinFront } from "./thin-front.ts";

describe("thinFront", () => {
  const front = paretoFront(askOf("llama3-8b"), [choiceOf("dgx-h100", 64)]);

  it.each([0.02, 0.05, 0.2])("has for each layout left out one that is at most %f worse in every figure", (share) => {
    const kept = thinFront(front, share);
    expect(kept.length).toBeLessThan(front.length);
    expect(kept[0]).toBe(front[0]);
    for (const point of front) {
      const near = kept.filter(
        (one) =>
          one.stepTime / point.stepTime <= 1 + share &&
          one.deviceSeconds / point.deviceSeconds <= 1 + share &&
          one.energyPerStep / point.energyPerStep <= 1 + share &&
          one.headroom / point.headroom >= 1 - share,
      );
      expect(near).not.toEqual([]);
    }
  });
});

describe("choicesAround", () => {
  it("halves and doubles, whole and as far as the system goes", () => {
    const counts = (devices: number) => choicesAround(choiceOf("dgx-h100", devices)).map((each) => each.devices);
    expect(counts(64)).toEqual([32, 64, 128]);
    expect(counts(1)).toEqual([1, 2]);
    const [, , beyond] = choicesAround(choiceOf("cs-2", 150));
    expect(beyond).toBeUndefined();
  });
});
