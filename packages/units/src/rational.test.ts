// Guarantees that rates are exact: what a decimal says is what is multiplied.
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRationals, minus, over, plus, rational, reduce, roundHalfAway, times } from "./rational.ts";
import { toFixedDecimal, whole } from "./rational.ts";

const anyRational = fc.record({
  numerator: fc.bigInt(-(10n ** 9n), 10n ** 9n),
  denominator: fc.bigInt(1n, 10n ** 9n),
});

test("a decimal is read exactly", () => {
  expect(rational("2.35")).toEqual({ numerator: 235n, denominator: 100n });
  expect(rational("-0.0768")).toEqual({ numerator: -768n, denominator: 10_000n });
  for (const text of ["", "1e3", "NaN", "0x1", "1.", ".1", " 1", "∞", "1\n"]) {
    expect(() => rational(text), text).toThrow(`received "${text}"`);
  }
});

test("0.1 + 0.2 is 0.3", () => {
  expect(compareRationals(plus(rational("0.1"), rational("0.2")), rational("0.3"))).toBe(0);
});

test("the operations agree with the field laws", () => {
  const property = fc.property(anyRational, anyRational, anyRational, (a, b, c) => {
    expect(compareRationals(times(a, plus(b, c)), plus(times(a, b), times(a, c)))).toBe(0);
    expect(compareRationals(minus(plus(a, b), b), a)).toBe(0);
    expect(compareRationals(reduce(a), a)).toBe(0);
    if (b.numerator !== 0n) expect(compareRationals(times(over(a, b), b), a)).toBe(0);
  });
  fc.assert(property, { numRuns: 1_000, seed: 20261120 });
  expect(reduce({ numerator: -6n, denominator: 4n })).toEqual({ numerator: -3n, denominator: 2n });
  expect(reduce({ numerator: 0n, denominator: 7n })).toEqual({ numerator: 0n, denominator: 1n });
  expect(over(whole(1n), whole(-4n))).toEqual({ numerator: -1n, denominator: 4n });
  expect(() => over(whole(1n), whole(0n))).toThrow("divided by zero");
});

test("rounding is half away from zero on both sides", () => {
  const cases = { "0.5": 1n, "-0.5": -1n, "1.5": 2n, "-1.5": -2n, "2.4": 2n, "-2.4": -2n, "0.49": 0n, "-0.49": 0n };
  for (const [text, rounded] of Object.entries(cases)) expect(roundHalfAway(rational(text)), text).toBe(rounded);
  expect(toFixedDecimal(over(whole(2n), whole(3n)), 4)).toBe("0.6667");
  expect(toFixedDecimal(rational("-0.05"), 1)).toBe("-0.1");
  expect(toFixedDecimal(rational("41.5"), 0)).toBe("42");
});
