// Guarantee: every number on a page is exact or rounded on purpose, grouped by thousands, and carries its unit.
import { describe, expect, it } from "vitest";
import { formatBytes, formatMemory } from "./bytes.ts";
import { formatDuration, formatUntil } from "./duration.ts";
import { exactInstant, formatInstant } from "./instant.ts";
import { formatMoney, isZero } from "./money.ts";
import { formatCount, formatNoun, formatScaled, formatShare, formatSignificant, formatTokens } from "./number.ts";
import { unbroken } from "./unbroken.ts";

describe("numbers", () => {
  it("groups thousands and rounds only where the reader expects it", () => {
    expect(formatCount(12_483_112)).toBe("12,483,112");
    expect(formatSignificant(0.042_123)).toBe("0.0421");
    expect(formatSignificant(1234.4)).toBe("1,234");
    expect(formatShare(0.421)).toBe("42.1 %");
    expect(formatShare(-1e-16)).toBe("0 %");
    expect(formatCount(-0.2)).toBe("0");
    expect(formatSignificant(-0)).toBe("0");
    expect(formatScaled(4_404_019_200)).toBe("4.4 billion");
    expect(formatScaled(999_999)).toBe("999,999");
    expect(formatTokens(1)).toBe("1 token");
    expect(formatNoun(1, "node")).toBe("1 node");
    expect(formatNoun(2, "pass", "passes")).toBe("2 passes");
  });

  it("states bytes in powers of ten", () => {
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(72_600_000_000)).toBe("72.6 GB");
    expect(formatMemory(80 * 2 ** 30)).toBe("80 GiB");
    expect(formatMemory(5 * 2 ** 20)).toBe("5 MiB");
  });
});

describe("lines", () => {
  it.each([
    ["4.6 % slower", "4.6_% slower"],
    ["a step of 4.13 s instead of 6.88 s).", "a step of 4.13_s instead of 6.88_s)."],
    ["nine in ten within 103 d 1 h", "nine in ten within 103_d 1_h"],
    ["57.6 GiB of 80 GiB, 900 GB/s", "57.6_GiB of 80_GiB, 900_GB/s"],
    ["3.49 trillion tokens on 1,149 kW", "3.49_trillion tokens on 1,149_kW"],
    ["tensor 4 × pipeline 8, ZeRO 1; GPU 0 with 0, 8", "tensor_4 × pipeline_8, ZeRO_1; GPU_0 with 0, 8"],
    ["5 stages of 6 half days, 3 same", "5 stages of 6 half days, 3 same"],
  ])("ends no line between a number and its unit: %s", (text, held) => {
    expect(unbroken(text)).toBe(held.replaceAll("_", "\u00a0"));
  });
});

describe("money", () => {
  it("shows amounts that no double can hold, digit for digit", () => {
    expect(formatMoney({ amount: "90071992547409931.07", currency: "USD" })).toBe("USD 90,071,992,547,409,931.07");
    expect(formatMoney({ amount: "-412.00", currency: "EUR" })).toBe("−EUR 412.00");
    expect(formatMoney({ amount: "1500", currency: "JPY" })).toBe("JPY 1,500");
    expect(isZero({ amount: "-0.00", currency: "USD" })).toBe(true);
    expect(isZero({ amount: "0.01", currency: "USD" })).toBe(false);
  });
});

describe("time", () => {
  it("names the zone and keeps the exact instant", () => {
    expect(formatInstant("2026-11-21T23:59:59.500Z")).toBe("21 Nov 2026, 23:59 UTC");
    expect(formatInstant("2026-11-21T23:59:59.500Z", "second")).toBe("21 Nov 2026, 23:59:59 UTC");
    expect(formatInstant("2026-11-21T23:59:59.500Z", "day")).toBe("21 Nov 2026 UTC");
    expect(exactInstant("2026-11-21T09:14:03Z")).toBe("2026-11-21T09:14:03.000Z");
  });

  it("uses the two largest units and carries when rounding", () => {
    expect(formatDuration(0.000_004)).toBe("4 µs");
    expect(formatDuration(2.85e-12)).toBe("under 0.1 µs");
    expect(formatDuration(0)).toBe("0 s");
    expect(formatDuration(0.31)).toBe("310 ms");
    expect(formatDuration(4.219)).toBe("4.22 s");
    expect(formatDuration(59.6)).toBe("1 min");
    expect(formatDuration(3599.9)).toBe("1 h");
    expect(formatDuration(200)).toBe("3 min 20 s");
    expect(formatDuration(9.2 * 86_400)).toBe("9 d 5 h");
    expect(formatDuration(86_399)).toBe("1 d");
    expect(formatDuration(-3600)).toBe("−1 h");
    expect(formatUntil("2026-11-21T10:00:00Z", Date.parse("2026-11-21T09:00:00Z"))).toBe("in 1 h");
    expect(formatUntil("2026-11-21T09:00:00Z", Date.parse("2026-11-21T12:10:00Z"))).toBe("3 h 10 min ago");
  });
});
