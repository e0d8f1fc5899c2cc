// Guarantee: a value lies where its axis says, ticks are round numbers within the range, and no range makes nonsense.
import { expect, test } from "vitest";
import { evenAxis, ratioAxis } from "./axis.ts";

test("an even axis has round ticks, and its ends at its ends", () => {
  const axis = evenAxis(0, 87, 40, 440);
  expect(axis.ticks).toEqual([0, 20, 40, 60, 80]);
  expect(axis.at(0)).toBe(40);
  expect(axis.at(87)).toBe(440);
  expect(axis.at(43.5)).toBe(240);
});

test("an axis of one value has that value in its middle", () => {
  expect(evenAxis(50, 50, 0, 100).at(50)).toBe(50);
  expect(Number.isFinite(evenAxis(0, 0, 0, 100).at(0))).toBe(true);
  expect(Number.isFinite(ratioAxis(8, 8, 0, 100).at(8))).toBe(true);
});

test("equal ratios are equal distances", () => {
  const axis = ratioAxis(1, 16_384, 0, 140, 2);
  expect(axis.ticks).toHaveLength(15);
  expect(axis.at(128)).toBeCloseTo(70);
  expect(ratioAxis(30, 3e6, 200, 0).ticks).toEqual([100, 1000, 10_000, 100_000, 1_000_000]);
});
