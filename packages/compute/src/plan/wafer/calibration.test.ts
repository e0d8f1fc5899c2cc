// Guarantee: software of a date has the speed that Argonne measured with it in 2023, and today's is never slower.
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { releaseFactor } from "./calibration.ts";
import { planWafer } from "./plan-wafer.ts";

describe("releaseFactor", () => {
  // GPT-J on two CS-2: 28.2 and 34.8 thousand tokens a second in March and May, 40.6 and 44.7 in November.
  it.each([
    ["2023-03", 28.2 / 44.7],
    ["2023-05", 34.8 / 44.7],
    ["2023-11", 42.6 / 44.7],
  ])("of %s is the measured one within 3%%", (date, measured) => {
    expect(Math.abs(releaseFactor(date) / measured - 1)).toBeLessThan(0.03);
  });

  it("never falls, is flat before the first measurement, and 1 where no date is stated", () => {
    const dates = ["2021", "2022-06", "2023-03", "2023", "2023-11", "2024", "2025-10"];
    const factors = dates.map(releaseFactor);
    expect(factors).toEqual(factors.toSorted((left, right) => left - right));
    expect(releaseFactor("2021")).toBe(releaseFactor("2023-03"));
    expect(releaseFactor("")).toBe(1);
  });

  it("slows a plan and is told in it", () => {
    const [then, now] = [{ softwareDate: "2023-03" }, {}].map((options) =>
      planned(planWafer(askOf("gpt-j-6b"), choiceOf("cs-2", 1), options)),
    );
    expect(now!.stepTime / then!.stepTime).toBeCloseTo(0.63, 1);
    expect(then!.reasons.find(({ code }) => code === "release")?.text).toMatch(/63\.0 % of the speed/);
  });
});

describe("input workers", () => {
  it("bound a run that takes more than they deliver, and are told", () => {
    const plan = planned(planWafer(askOf("gpt2"), choiceOf("cs-2", 1), { inputTokensPerSecond: 142_000 }));
    expect(plan.tokensPerStep / plan.stepTime).toBeCloseTo(142_000, 0);
    expect(plan.reasons.find(({ code }) => code === "speed")?.values.bound).toBe("input");
    expect(plan.waterfall.some(({ cause }) => cause === "input")).toBe(true);
  });
});
