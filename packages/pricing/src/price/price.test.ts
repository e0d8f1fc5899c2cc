// Guarantees that a price follows exactly from its printed inputs, adds up to the cent, and is never 0.00 or absurd.
import type { Seconds } from "@ingot/units";
import { compareRationals, money, sum, times, toDecimal, whole } from "@ingot/units";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contractG, forecastOf, planOf, seededRun } from "../../test/seeded-quote.ts";
import { demoCostBook } from "../book/cost-book.ts";
import { demoPriceBook } from "../book/demo-price-book.ts";
import type { PriceBook, PromiseLevel } from "../book/price-book.ts";
import { checkAsk } from "./check-ask.ts";
import { compareHardware } from "./compare-hardware.ts";
import { exactPrice, largestTotalMinor, priceFromInputs } from "./price.ts";
import { plannedSeconds } from "./price-inputs.ts";
import { priceRun } from "./price-run.ts";
import { billUsage } from "./usage.ts";

const seeds = fc.nat(2 ** 31);
const runs = (numRuns: number) => ({ numRuns, seed: 20261120 });

test("contract G by hand: 64 A100, 149 h planned, 151.98 h mean", () => {
  const { lines, total, inputs } = priceRun(contractG);
  const amount = Object.fromEntries(lines.map((line) => [line.code, toDecimal(line.amount)]));
  // 64 * 149 * 1.50; 64 * 2.98 * 1.50; 52 kW * 151.98 h * 1.2 * 0.11; 625.2 GB * (151.98/720 + 1) * 0.023 + 145.2 GB * 0.09
  expect(inputs.planned_seconds).toBe("536400.000");
  expect(inputs.mean_seconds).toBe("547128.000");
  const base = 14_304 + 286.08 + 1_043.19072 + (625.2 * (151.98 / 720 + 1) * 0.023 + 145.2 * 0.09);
  const tail = 64 * 151.98 * 0.07 * 1.5 * 0.5;
  expect(Number(toDecimal(total))).toBeCloseTo((base + tail) / (1 - 0.22 - 0.0004), 2);
  expect(amount["compute"]).toBe("14304.00");
  expect(amount["failures"]).toBe("286.08");
  expect(amount["energy_and_carbon"]).toBe("1043.19");
});

test("lines and shares add up for any run", () => {
  const property = fc.property(seeds, (seed) => {
    const { lines, total } = priceRun(seededRun(seed));
    expect(
      sum(
        "USD",
        lines.map((line) => line.amount),
      ),
    ).toEqual(total);
    expect(lines.reduce((left, line) => left + BigInt(line.share.replace(".", "")), 0n)).toBe(10_000n);
    expect(lines.every((line) => line.amount.minor >= 0n)).toBe(true);
    expect(lines).toHaveLength(5);
  });
  fc.assert(property, runs(500));
});

test("twice the rates is exactly twice the price before rounding", () => {
  const twice = (rate: string) => String(Number(rate) * 2);
  const property = fc.property(seeds, (seed) => {
    const { inputs } = priceRun(seededRun(seed));
    const doubled = {
      ...inputs,
      device_hour_rate: twice(inputs.device_hour_rate),
      tariff_per_kwh: twice(inputs.tariff_per_kwh),
      storage_per_gb_month: twice(inputs.storage_per_gb_month),
      egress_per_gb: twice(inputs.egress_per_gb),
    };
    expect(compareRationals(exactPrice(doubled).total, times(exactPrice(inputs).total, whole(2n)))).toBe(0);
  });
  fc.assert(property, runs(300));
});

test("a later promise is never dearer, and more failures are never cheaper", () => {
  const property = fc.property(seeds, fc.double({ min: 0, max: 1, noNaN: true }), (seed, more) => {
    const run = seededRun(seed);
    const at = (promise: PromiseLevel) => priceRun({ ...run, promise }).total.minor;
    expect(at("p50") >= at("p90") && at("p90") >= at("p99")).toBe(true);
    const forecast = { ...run.forecast, mean: (run.forecast.mean * (1 + more)) as Seconds };
    const worse = { ...forecast, p90: Math.max(forecast.mean, run.forecast.p90) as Seconds };
    const before = { ...worse, mean: run.forecast.mean };
    expect(
      priceRun({ ...run, forecast: worse }).total.minor >= priceRun({ ...run, forecast: before }).total.minor,
    ).toBe(true);
  });
  fc.assert(property, runs(300));
});

test("a forecast faster than the plan makes failures free, never negative, and energy is for the planned time", () => {
  const { lines, inputs } = priceRun({ ...contractG, forecast: forecastOf(140, 0, 0) });
  const line = (code: string) => lines.find((candidate) => candidate.code === code);
  expect(Number(inputs.mean_seconds)).toBeLessThan(Number(inputs.planned_seconds));
  expect(toDecimal(line("failures")?.amount ?? money("USD", -1n))).toBe("0.00");
  expect(line("compute")?.figures["device_hours"]).toBe("9536.000");
  expect(line("energy_and_carbon")?.figures["energy_kwh"]).toBe("9297.600"); // 52 kW * 149 h * 1.2
});

test("planned time counts start-up, every step, and the pause of the last checkpoint too", () => {
  const plan = planOf({ system: "cs-2", devices: 1, plannedHours: 1, wattsPerDevice: 1 });
  const startup = [{ phase: "compile", seconds: 600 as Seconds }] as const;
  const checkpoint = { ...plan.checkpoint, everySteps: 700, pause: 5 as Seconds };
  expect(plannedSeconds({ ...plan, startup, checkpoint })).toBe(600 + 1800 * 2 + 3 * 5);
});

describe("the margin floor", () => {
  test("contract G clears it unchanged; without costs nothing is claimed", () => {
    const checked = priceRun({ ...contractG, costs: demoCostBook }).floor;
    expect(checked.kind).toBe("above");
    expect(priceRun(contractG).floor).toEqual({ kind: "unchecked" });
    expect(priceRun({ ...contractG, costs: demoCostBook }).total).toEqual(priceRun(contractG).total);
  });

  const rates = Object.entries(demoCostBook.device_hour).map(([system, rate]) => [system, { rate, source: "cost" }]);
  const cheap: PriceBook = {
    ...demoPriceBook,
    device_hour: Object.fromEntries(rates),
    service_share: { rate: "0.05", source: "test" },
  };

  test("a book at our own cost is raised to the floor, to the cent, and the lines say by how much", () => {
    const run = { ...contractG, book: cheap };
    const low = priceRun(run);
    const sold = priceRun({ ...run, costs: demoCostBook });
    // 64 * 151.98 h at 1.10, energy and data as in the hand calculation above, and 12 % of the price left over.
    const cost = 64 * 151.98 * 1.1 + 1_043.19072 + (625.2 * (151.98 / 720 + 1) * 0.023 + 145.2 * 0.09);
    expect(Number(toDecimal(sold.total))).toBe(Math.ceil((cost / 0.88) * 100) / 100);
    expect(sold.total.minor > low.total.minor).toBe(true);
    expect(sold.floor).toMatchObject({ kind: "above", margin: "0.1200" });
    const line = sold.lines.find(({ code }) => code === "risk_and_service");
    expect(line?.input.minimum_total).toBe(toDecimal(sold.total));
    expect(Number(line?.figures["raised_to_minimum_by"])).toBeCloseTo(
      Number(toDecimal(sold.total)) - Number(toDecimal(low.total)),
      1,
    );
    expect(
      sum(
        "USD",
        sold.lines.map(({ amount }) => amount),
      ),
    ).toEqual(sold.total);
    expect(priceFromInputs(sold.inputs)).toEqual({ lines: sold.lines, total: sold.total });
  });

  test("no run is sold below it, whatever the book", () => {
    const property = fc.property(seeds, (seed) => {
      const run = seededRun(seed);
      expect(priceRun({ ...run, book: cheap, costs: demoCostBook }).floor.kind).toBe("above");
    });
    fc.assert(property, runs(200));
  });

  test("every demo system clears it in every country", () => {
    for (const system of Object.keys(demoPriceBook.device_hour)) {
      for (const country of Object.keys(demoPriceBook.energy)) {
        const plan = planOf({
          system,
          devices: 8,
          plannedHours: 100,
          wattsPerDevice: system.startsWith("cs-") ? 23_000 : 1_800,
        });
        const run = { ...contractG, plan, forecast: forecastOf(100, 0.05, 0.1), country, costs: demoCostBook };
        expect(priceRun(run).floor.kind, `${system} ${country}`).toBe("above");
      }
    }
  });
});

describe("A3 tiny usage", () => {
  const records = Array.from({ length: 1_000 }, (_, index) => ({ id: `minute-${index}`, quantity: "1" }));
  const rate = "0.000768"; // 0.0768 cent

  test("1,000 separate minutes bill 0.77", () => {
    expect(toDecimal(billUsage({ currency: "USD", rate, records }))).toBe("0.77");
  });

  test("7 shuffled batches, two of them twice, bill 0.77", () => {
    const batches = Array.from({ length: 7 }, (_, batch) => records.filter((_record, index) => index % 7 === batch));
    const delivered = [3, 0, 6, 3, 5, 1, 4, 2, 0].flatMap((batch) => batches[batch]?.toReversed() ?? []);
    expect(delivered.length).toBeGreaterThan(1_000);
    expect(toDecimal(billUsage({ currency: "USD", rate, records: delivered }))).toBe("0.77");
  });

  test("an id that comes back with another quantity is refused", () => {
    const twice = [
      { id: "a", quantity: "1" },
      { id: "a", quantity: "2" },
    ];
    expect(() => billUsage({ currency: "USD", rate, records: twice })).toThrow('received "1" and "2" for "a"');
  });
});

describe("B6 extremes", () => {
  const now = new Date("2026-11-20T10:00:00Z");
  const good = { tokens: 120e9, parameters: 6e9, datasetBytes: 1, now };
  const fields = (ask: Parameters<typeof checkAsk>[0]) =>
    checkAsk(ask).map(({ field, received }) => `${field} ${received}`);

  test("each bad value is refused with its reason and what was received", () => {
    expect(checkAsk(good)).toEqual([]);
    for (const tokens of [0, -1, Number.NaN, 1e30, "120B ", 1.5, "120", null, undefined, 10n]) {
      expect(fields({ ...good, tokens })).toHaveLength(1);
    }
    expect(fields({ ...good, tokens: "120B " })).toEqual(['tokens "120B "']);
    expect(fields({ ...good, parameters: 0 })).toEqual(["parameters 0"]);
    expect(fields({ ...good, datasetBytes: 0 })).toEqual(["dataset_bytes 0"]);
    expect(fields({ ...good, wish: { finishAt: new Date("2026-11-19T00:00:00Z"), probability: 0.9 } })).toEqual([
      "finish_at 2026-11-19T00:00:00.000Z",
    ]);
    const soon = new Date("2026-12-01T00:00:00Z");
    expect(fields({ ...good, wish: { finishAt: soon, probability: 0.009 } })).toEqual(["probability 0.009"]);
    expect(fields({ ...good, wish: { finishAt: new Date(Number.NaN), probability: Number.NaN } })).toHaveLength(2);
  });

  test("a run with no time, no bytes, no devices or endless time has no price", () => {
    const refused: [Partial<typeof contractG>, string][] = [
      [{ datasetBytes: 0 }, "received 0"],
      [{ datasetBytes: Number.NaN }, "received NaN"],
      [{ checkpointBytes: -1 }, "received -1"],
      [{ country: "XX" }, 'received "XX"'],
      [{ country: "toString" }, 'received "toString"'],
      [{ forecast: { ...contractG.forecast, mean: Number.NaN as Seconds } }, "received NaN"],
      [{ forecast: { ...contractG.forecast, p90: Infinity as Seconds } }, "received Infinity"],
      [{ plan: { ...contractG.plan, hardware: { ...contractG.plan.hardware, devices: 0 } } }, "received 0"],
      [{ plan: { ...contractG.plan, hardware: { ...contractG.plan.hardware, system: "tpu" } } }, 'received "tpu"'],
      [{ forecast: { ...contractG.forecast, mean: 1e20 as Seconds } }, "minor units of USD"],
    ];
    for (const [change, message] of refused)
      expect(() => priceRun({ ...contractG, ...change }), message).toThrow(message);
  });

  test("no price rounds to 0.00", () => {
    const { inputs } = priceRun(contractG);
    const free = {
      ...inputs,
      device_hour_rate: "0",
      tariff_per_kwh: "0",
      storage_per_gb_month: "0",
      egress_per_gb: "0",
    };
    expect(() => priceFromInputs(free)).toThrow("received 0");
  });

  test("the largest quote survives to the last digit, one cent more is refused", () => {
    const { inputs } = priceRun(contractG);
    const only = { ...inputs, planned_seconds: "3600", mean_seconds: "3600", p90_seconds: "3600", devices: "1" };
    const bare = {
      ...only,
      power_watts: "0",
      storage_per_gb_month: "0",
      egress_per_gb: "0",
      service_share: "0",
      late_credit_share: "0",
    };
    const largest = priceFromInputs({ ...bare, device_hour_rate: "10000000000000.00" });
    expect(largest.total.minor).toBe(largestTotalMinor);
    expect(toDecimal(largest.total)).toBe("10000000000000.00");
    expect(() => priceFromInputs({ ...bare, device_hour_rate: "10000000000000.01" })).toThrow(
      "received 1000000000000001",
    );
  });

  test("shares of the price that leave nothing are refused", () => {
    const { inputs } = priceRun(contractG);
    expect(() => priceFromInputs({ ...inputs, service_share: "0.9999" })).toThrow("add up to less than 1");
    expect(() => priceFromInputs({ ...inputs, risk_load: "-1" })).toThrow('received "-1"');
  });
});

describe("hardware side by side", () => {
  const offer = (system: string, plannedHours: number) => {
    const plan = planOf({ system, devices: 8, plannedHours, wattsPerDevice: 1_000 });
    const forecast = forecastOf(plannedHours, 0.02, 0.1);
    return { hardware: plan.hardware, total: priceRun({ ...contractG, plan, forecast }).total, forecast };
  };

  test("says which is cheapest, which soonest, and which is beaten on both", () => {
    const compared = compareHardware([offer("dgx-h100", 60), offer("dgx-a100-80", 100), offer("dgx-h200", 61)], 120e9);
    expect(compared.map((row) => [row.hardware.system, row.cheapest, row.soonest, row.worthwhile])).toEqual([
      ["dgx-a100-80", true, false, true],
      ["dgx-h100", false, true, true],
      ["dgx-h200", false, false, false],
    ]);
    expect(compared[0]?.aboveCheapest.minor).toBe(0n);
    expect(compareHardware([], 1)).toEqual([]);
    expect(() => compareHardware([], 0)).toThrow("received 0");
  });
});
