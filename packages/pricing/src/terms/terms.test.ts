// Guarantees that milestones, late credits and cancellation bills are the terms' own numbers, to the cent and the second.
import { fromWire, money, sum, toDecimal } from "@ingot/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cancellationBill } from "./cancellation.ts";
import { lateCredit } from "./late-credit.ts";
import { milestones, reachedMilestones } from "./milestones.ts";
import { termsVersion1 as terms } from "./terms.ts";

const usd = (amount: string) => fromWire({ amount, currency: "USD" });
const priceG = usd("45000.00");
const billion = 10 ** 9;

describe("E1 milestones (arithmetic)", () => {
  test("45,000.01 splits into 13,500.00, 18,000.01 and 13,500.00", () => {
    expect(milestones(usd("45000.01"), terms).map((part) => toDecimal(part.amount))).toEqual([
      "13500.00",
      "18000.01",
      "13500.00",
    ]);
  });

  test("the halfway milestone falls at exactly half of the contracted tokens", () => {
    const codes = (verified: number) => reachedMilestones(terms, verified, 120 * billion).map((part) => part.code);
    expect(codes(0)).toEqual(["deposit"]);
    expect(codes(60 * billion - 1)).toEqual(["deposit"]);
    expect(codes(60 * billion)).toEqual(["deposit", "halfway"]);
    expect(codes(120 * billion)).toEqual(["deposit", "halfway", "delivery"]);
  });

  test("any total is the sum of its milestones", () => {
    const property = fc.property(fc.bigInt(0n, 10n ** 15n), (minor) => {
      const parts = milestones(money("JPY", minor), terms).map((part) => part.amount);
      expect(sum("JPY", parts).minor).toBe(minor);
    });
    fc.assert(property, { numRuns: 1_000, seed: 20261120 });
  });
});

describe("E2 cancel (arithmetic)", () => {
  const bill = (tokensDelivered: number) =>
    cancellationBill({
      price: priceG,
      tokensContracted: 120 * billion,
      tokensDelivered,
      terms,
      paid: [usd("13500.00")],
    });

  test("at 45 billion verified tokens the customer owes 6,187.50", () => {
    const { lines, total, balance } = bill(45 * billion);
    expect(lines.map((line) => toDecimal(line.amount))).toEqual(["16875.00", "2812.50"]);
    expect([toDecimal(total), toDecimal(balance)]).toEqual(["19687.50", "6187.50"]);
  });

  test("at 12 billion the customer gets 4,950.00 back", () => {
    const { lines, balance } = bill(12 * billion);
    expect(lines.map((line) => toDecimal(line.amount))).toEqual(["4500.00", "4050.00"]);
    expect(toDecimal(balance)).toBe("-4950.00");
  });

  test("nothing delivered is the fee alone, everything delivered is the price without a fee", () => {
    expect(bill(0).lines.map((line) => toDecimal(line.amount))).toEqual(["0.00", "4500.00"]);
    expect(bill(120 * billion).lines.map((line) => toDecimal(line.amount))).toEqual(["45000.00", "0.00"]);
  });

  test("more delivered never bills less, and no bill exceeds the price", () => {
    const counts = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1 }), fc.bigInt(0n, 10n ** 12n));
    const property = fc.property(counts, ([left, right, contracted, minor]) => {
      const [few, many] = [left % (contracted + 1), right % (contracted + 1)].sort((a, b) => a - b) as [number, number];
      const price = money("USD", minor);
      const at = (tokensDelivered: number) =>
        cancellationBill({ price, tokensContracted: contracted, tokensDelivered, terms });
      expect(at(few).total.minor <= at(many).total.minor).toBe(true);
      expect(at(many).total.minor <= minor).toBe(true);
      expect(
        sum(
          "USD",
          at(few).lines.map((line) => line.amount),
        ),
      ).toEqual(at(few).total);
    });
    fc.assert(property, { numRuns: 2_000, seed: 20261120 });
  });

  test("counts that are no share of the contract are refused", () => {
    for (const delivered of [-1, 1.5, Number.NaN, 120 * billion + 1])
      expect(() => bill(delivered)).toThrow(`received ${delivered}`);
  });
});

describe("E3 late (arithmetic)", () => {
  const promisedFinish = new Date("2027-03-31T17:00:00Z");
  const credit = (finishedAt: Date, pausedMilliseconds = 0) =>
    toDecimal(lateCredit({ price: priceG, promisedFinish, finishedAt, pausedMilliseconds, terms }).credit);
  const after = (milliseconds: number) => new Date(promisedFinish.getTime() + milliseconds);
  const hour = 3_600_000;

  test("two started days after grace credit 900.00", () => {
    expect(credit(new Date("2027-04-03T09:00:00Z"))).toBe("900.00");
  });

  test("24 h late is grace, one millisecond more is a started day", () => {
    expect(credit(after(24 * hour))).toBe("0.00");
    expect(credit(after(24 * hour + 1))).toBe("450.00");
    expect(credit(after(24 * hour + 1000))).toBe("450.00");
    expect(credit(after(48 * hour))).toBe("450.00");
    expect(credit(after(48 * hour + 1))).toBe("900.00");
  });

  test("60 days late is the cap of 9,000.00, and early is nothing", () => {
    expect(credit(after(60 * 24 * hour))).toBe("9000.00");
    expect(credit(after(21 * 24 * hour))).toBe("9000.00");
    expect(credit(after(-hour))).toBe("0.00");
  });

  test("a pause of the customer moves the promise by the same time", () => {
    expect(credit(after(64 * hour), 40 * hour)).toBe("0.00");
    expect(credit(after(64 * hour + 1), 40 * hour)).toBe("450.00");
  });

  test("a free contract credits 0.00 (A5)", () => {
    const late = lateCredit({
      price: usd("0.00"),
      promisedFinish,
      finishedAt: after(999 * hour),
      pausedMilliseconds: 0,
      terms,
    });
    expect(toDecimal(late.credit)).toBe("0.00");
  });

  test("a later finish never credits less", () => {
    const property = fc.property(fc.nat(10 ** 10), fc.nat(10 ** 10), (left, right) => {
      const [early, late] = [left, right].sort((a, b) => a - b) as [number, number];
      expect(Number(credit(after(early)))).toBeLessThanOrEqual(Number(credit(after(late))));
    });
    fc.assert(property, { numRuns: 1_000, seed: 20261120 });
  });

  test("dates and pauses that are none are refused", () => {
    expect(() => credit(new Date(Number.NaN))).toThrow("Invalid Date");
    expect(() => credit(after(0), -1)).toThrow("received -1");
  });
});
