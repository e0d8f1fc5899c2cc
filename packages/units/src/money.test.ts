// Guarantees that no cent is made, lost or shown in the wrong place by the money type itself.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Currency, Money } from "./money.ts";
import {
  add,
  allocate,
  compare,
  currencyExponents,
  fromWire,
  money,
  multiply,
  negate,
  subtract,
  sum,
} from "./money.ts";
import { toDecimal, toReadable, toWire, zero } from "./money.ts";
import { rational } from "./rational.ts";

const minors = (shares: readonly Money[]) => shares.map((share) => Number(share.minor));
const usd = (minor: bigint) => money("USD", minor);

test("A1 shares: the stated splits", () => {
  expect(minors(allocate(usd(10n), [6n, 3n, 3n]))).toEqual([5, 3, 2]);
  expect(minors(allocate(usd(1000n), [6n, 3n, 3n]))).toEqual([500, 250, 250]);
  expect(minors(allocate(usd(-10n), [6n, 3n, 3n]))).toEqual([-5, -3, -2]);
  expect(minors(allocate(usd(100n), [1n, 1n, 1n]))).toEqual([34, 33, 33]);
  expect(minors(allocate(usd(100n), [1n, 0n, 1n]))).toEqual([50, 0, 50]);
  expect(() => allocate(usd(100n), [0n, 0n])).toThrow("weights must be 0 or more with one above 0, received [0, 0]");
  expect(() => allocate(usd(100n), [])).toThrow(RangeError);
  expect(() => allocate(usd(100n), [2n, -1n])).toThrow(RangeError);
});

test("A1 shares: 10,000 random totals add up and stay between floor and ceiling", () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 12 });
  const property = fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), weights, (total, parts) => {
    const whole = parts.reduce((left, right) => left + right, 0n);
    fc.pre(whole > 0n);
    const shares = allocate(usd(total), parts).map((share) => share.minor);
    expect(shares.reduce((left, right) => left + right, 0n)).toBe(total);
    for (const [index, share] of shares.entries()) {
      // |share - total * weight / whole| < 1, without leaving whole numbers
      const error = share * whole - total * (parts[index] ?? 0n);
      expect((error < 0n ? -error : error) < whole).toBe(true);
      if (parts[index] === 0n) expect(share).toBe(0n);
    }
  });
  fc.assert(property, { numRuns: 10_000, seed: 20261120 });
});

test("A4 exponents: the same integer shows by the currency standard", () => {
  expect(toReadable(money("JPY", 1234567n))).toBe("1,234,567 JPY");
  expect(toReadable(money("KWD", 1234567n))).toBe("1,234.567 KWD");
  expect(toReadable(money("HUF", 1234567n))).toBe("12,345.67 HUF");
  expect(toDecimal(money("JPY", 1234567n))).toBe("1234567");
  expect(toDecimal(money("KWD", 1234567n))).toBe("1234.567");
  expect(toDecimal(money("HUF", 1234567n))).toBe("12345.67");
  expect(toReadable(usd(-123456n))).toBe("-1,234.56 USD");
  expect(toReadable(usd(99n))).toBe("0.99 USD");
});

test("an amount survives the wire to the last digit", () => {
  const codes = Object.keys(currencyExponents) as Currency[];
  const amounts = fc.record({ currency: fc.constantFrom(...codes), minor: fc.bigInt(-(10n ** 18n), 10n ** 18n) });
  const property = fc.property(amounts, (amount) => {
    expect(fromWire(JSON.parse(JSON.stringify(toWire(amount))))).toEqual(amount);
  });
  fc.assert(property, { numRuns: 2_000, seed: 20261120 });
  expect(toDecimal(usd(-5n))).toBe("-0.05");
  expect(fromWire({ amount: "7", currency: "USD" })).toEqual(usd(700n));
});

test("text that is no amount is refused with the rule and the value", () => {
  for (const amount of ["", "1e3", "1.234", " 1", "1,00", "NaN", "+1", ".5", "1.", "1\n"]) {
    expect(() => fromWire({ amount, currency: "USD" }), amount).toThrow(`received "${amount}"`);
  }
  expect(() => fromWire({ amount: "1.5", currency: "JPY" })).toThrow("at most 0 digits");
  expect(() => fromWire({ amount: "1", currency: "XXX" })).toThrow('received "XXX"');
  expect(() => fromWire({ amount: "1", currency: "toString" })).toThrow('received "toString"');
});

test("arithmetic keeps currencies apart and rounds half away from zero, once", () => {
  expect(() => add(usd(1n), money("EUR", 1n))).toThrow("amounts must share a currency, received USD and EUR");
  expect(() => compare(usd(1n), money("EUR", 1n))).toThrow(TypeError);
  expect(subtract(usd(5n), usd(7n))).toEqual(usd(-2n));
  expect(negate(usd(5n))).toEqual(usd(-5n));
  expect(multiply(usd(1n), rational("0.5"))).toEqual(usd(1n));
  expect(multiply(usd(-1n), rational("0.5"))).toEqual(usd(-1n));
  expect(multiply(usd(5n), rational("0.0999"))).toEqual(usd(0n));
  expect(sum("USD", [])).toEqual(zero("USD"));
  expect(sum("USD", [usd(1n), usd(2n)])).toEqual(usd(3n));
  expect([usd(3n), usd(1n), usd(2n)].sort(compare).map((amount) => amount.minor)).toEqual([1n, 2n, 3n]);
});
