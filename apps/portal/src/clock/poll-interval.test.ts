// Guarantee: a page asks as often as platform time makes things happen, and never floods the server.
import { expect, test } from "vitest";
import { pollMilliseconds } from "./poll-interval.ts";

test("4 seconds at rate 1, 0.8 in a time-lapse, never less", () => {
  expect(pollMilliseconds(undefined)).toBe(4000);
  expect(pollMilliseconds({ rate: 1 })).toBe(4000);
  expect(pollMilliseconds({ rate: 2 })).toBe(2000);
  for (const rate of [5, 5000, 1e9]) expect(pollMilliseconds({ rate })).toBe(800);
  expect(pollMilliseconds({ rate: 0 })).toBe(4000);
});
