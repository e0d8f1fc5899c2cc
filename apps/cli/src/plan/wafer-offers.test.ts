// Guarantee: a plan on wafers tells cost and date over 1 to 16 systems as its quote's page does: by the price book's own
// rate and the clock of whoever asks, with what was assumed, as sentences, as a table and as JSON.
import { describe, expect, it } from "vitest";
import { plan, testNow } from "./plan.test-kit.ts";
import type { WaferOffers } from "./wafer-offers.ts";

const request = "--model llama3-8b --tokens 100B --hardware cs-2 --systems 4";
const day = 86_400_000;

interface Told {
  readonly offers: WaferOffers;
  readonly scaling: readonly { systems: number; forecast: { mean: number; p90: number } }[];
}

const told = async (args: string) => JSON.parse((await plan(`${args} --json`)).out) as Told;

describe("cost and date of a plan on wafers", () => {
  it("are those of the price book and of the forecast, for each number of systems", async () => {
    const { offers, scaling } = await told(`${request} --explain`);
    expect(offers.points.map(({ devices }) => devices)).toEqual([1, 2, 4, 8, 16]);
    for (const { systems, forecast } of scaling) {
      const point = offers.points.find(({ devices }) => devices === systems)!;
      expect(Date.parse(point.finish)).toBeCloseTo(testNow.getTime() + forecast.p90 * 1000, -1);
      // 45 dollars a system-hour, without electricity; failures, energy, data, risk and 22% for service come on top.
      const rent = ((systems * forecast.mean) / 3600) * 45;
      expect(Number(point.price?.amount)).toBeGreaterThan(1.22 * rent);
      expect(Number(point.price?.amount)).toBeLessThan(1.6 * rent);
      expect(point.price?.currency).toBe("USD");
    }
    expect(offers.gpus.map(({ system }) => system)).toEqual(["dgx-h100", "dgx-b200"]);
  });

  it("stand beside the plan as JSON, in sentences, and in the table of the explanation", async () => {
    const { offers } = await told(request);
    const four = offers.points.find(({ devices }) => devices === 4)!;
    const date = four.finish.slice(0, 10);
    const [words, drawn] = [await plan(request), await plan(`${request} --explain`)];
    const flat = words.out.replaceAll(/\s+/g, " ");
    expect(flat).toMatch(new RegExp(`4: \\d+ d \\d+ h for [\\d,]+\\.\\d\\d USD, by ${date}`));
    expect(flat).toMatch(/Prices by price book 1 \(cs-2: 45\.00 USD an hour\); assumed: .* A quote alone binds/);
    expect(drawn.out).toMatch(new RegExp(`→ 4 +[\\d,]+\\.\\d\\d USD +${date}`));
  });

  it("have no price for what the book does not sell, and say so", async () => {
    const { offers } = await told("--model gpt2 --tokens 1B --hardware cs-1 --systems 1");
    expect(offers.points).toMatchObject([{ devices: 1, price: null }]);
    expect(Date.parse(offers.points[0]?.finish ?? "")).toBeGreaterThan(testNow.getTime());
    expect(Date.parse(offers.points[0]?.finish ?? "")).toBeLessThan(testNow.getTime() + 365 * day);
    expect(offers.assumed).toMatch(/price book 1, which does not sell cs-1/);
  });
});
