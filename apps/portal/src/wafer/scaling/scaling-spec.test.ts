// Guarantee: the pictures show what was offered as it was offered, and GPUs beside it in the same money and time.
import { describe, expect, it } from "vitest";
import type { Alternative } from "../../api/outputs.ts";
import { gpusOf, type WaferOffer, withOffer } from "../offered.ts";
import type { ScalingRow } from "../question.ts";
import { cheapestOf, costSpec, timeSpec } from "./scaling-spec.ts";

const row = (systems: number): ScalingRow => ({
  systems,
  refusal: null,
  stepSeconds: 1 / systems,
  p50Seconds: 36_000 / systems,
  p90Seconds: 43_200 / systems,
  speedup: systems,
  efficiency: 1,
  systemHours: 10,
  energyKilowattHours: 200,
  boundBy: "cores",
  price: { amount: "1000.00", currency: "USD" },
});

const alternative = (system: string, amount: string | null): Alternative => ({
  system,
  system_label: system,
  devices: 8,
  hardware_label: `8 in ${system}`,
  country: "FR",
  outcome: amount === null ? "infeasible" : "offered",
  price: amount === null ? null : { amount, currency: "USD" },
  duration_p50_seconds: amount === null ? null : 7200,
  promised_finish: null,
  reason: amount === null ? "It does not fit." : null,
});

const offer: WaferOffer = {
  rates: null,
  startsAt: "2026-11-20T00:00:00.000Z",
  devices: 2,
  price: { amount: "1234.56", currency: "USD" },
  durations: { mean: 20_000, p50: 19_000, p90: 23_000, p99: 30_000 },
  allowance: 3_600_000,
  alternatives: [
    alternative("dgx-h100", "900.00"),
    alternative("cs-3", "800.00"),
    alternative("dgx-b200", "700.00"),
    alternative("dgx-h200", null),
  ],
};

describe("beside an offer", () => {
  it("its own row carries its own price and times, the others are predicted", () => {
    const [one, two] = withOffer([row(1), row(2)], offer);
    expect(one).toEqual(row(1));
    expect(two).toMatchObject({ price: offer.price, p50Seconds: 19_000, p90Seconds: 23_000, speedup: 2 });
  });

  it("stand the GPUs, and the cheapest of them is drawn as a level line in the same unit", () => {
    const gpus = gpusOf(offer);
    expect(gpus.map(({ system }) => system)).toEqual(["dgx-h100", "dgx-b200", "dgx-h200"]);
    const gpu = cheapestOf(gpus);
    expect(gpu?.system).toBe("dgx-b200");
    const time = timeSpec([row(1), row(2)], gpu);
    expect(time.yName).toBe("Time, hours");
    expect(time.series.map(({ points }) => points)).toEqual([
      [
        [1, 10],
        [2, 5],
      ],
      [
        [1, 12],
        [2, 6],
      ],
      [
        [1, 2],
        [2, 2],
      ],
    ]);
    const cost = costSpec([row(1), row(2)], gpu);
    expect(cost.yName).toBe("Price, USD");
    expect(cost.series.at(-1)?.points).toEqual([
      [1, 700],
      [2, 700],
    ]);
  });
});

it("without an offer shows what would be paid for by the hour, and long runs in days", () => {
  const long = { ...row(4), price: null, p50Seconds: 864_000, p90Seconds: 950_400 };
  expect(costSpec([long], null)).toMatchObject({ yName: "System hours", series: [{ points: [[4, 10]] }] });
  expect(timeSpec([long], null)).toMatchObject({
    yName: "Time, days",
    series: [{ points: [[4, 10]] }, { points: [[4, 11]] }],
  });
});
