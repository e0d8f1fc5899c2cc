// Guarantee: the interval of a median is that of order statistics, as tabulated, and never claims more than the rows give.
import { describe, expect, it } from "vitest";
import { medianInterval } from "./median-interval.ts";

describe("medianInterval", () => {
  // Conover, Practical Nonparametric Statistics: n = 6 least to most 96.9%, n = 9 second to eighth 96.1%, n = 20 sixth
  // to fifteenth 95.9%, seventh to fourteenth 88.5%.
  it.each([
    [6, 1, 6, 0.96875],
    [9, 2, 8, 0.9609],
    [20, 6, 15, 0.9586],
  ])("of %i rows goes from the %ith to the %ith", (rows, from, to, confidence) => {
    const found = medianInterval(Array.from({ length: rows }, (_, index) => rows - index));
    expect(found).toMatchObject({ from, to });
    expect(found.confidence).toBeCloseTo(confidence, 3);
  });

  it("of three rows is the widest there is, with the little that it is worth", () => {
    expect(medianInterval([5, 1, 3])).toEqual({ from: 1, to: 5, confidence: 0.75 });
  });
});
