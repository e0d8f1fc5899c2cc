// Guarantee: a forecast's quantiles are those of the process it states: exact without chance, calibrated with it.
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "./ask.test-kit.ts";
import { plan } from "./dispatch.ts";
import { throughputSigma } from "./error-band.ts";
import { forecastDuration, recoverySeconds } from "./forecast.ts";

const contract = planned(plan(askOf("llama3-8b"), choiceOf("dgx-h100", 64)));
const tokens = 300e9;
const base = { plan: contract, tokens, faultsPerNodeDay: 0.0038, throughputSigma: 0.08, seed: "a" };

describe("forecastDuration", () => {
  it("is exact without faults and without error of throughput", () => {
    const sure = forecastDuration({ ...base, faultsPerNodeDay: 0, throughputSigma: 0 });
    const steps = Math.ceil(tokens / contract.tokensPerStep);
    const startup = contract.startup.reduce((sum, phase) => sum + phase.seconds, 0);
    const saves = Math.ceil(steps / contract.checkpoint.everySteps) * contract.checkpoint.pause;
    expect(sure.p50).toBeCloseTo(startup + steps * contract.stepTime + saves, 3);
    expect(sure.p99).toBe(sure.p50);
    expect(sure.faultsMean).toBe(0);
  });

  it("spreads by the stated error: P90 over P50 is exp(1.2816 sigma) of the running time", () => {
    const { p50, p90 } = forecastDuration({ ...base, faultsPerNodeDay: 0 });
    expect(p90 / p50).toBeCloseTo(Math.exp(1.2816 * 0.08), 2);
  });

  it("is the same for the same seed, nearly the same for another, and later with more faults", () => {
    const first = forecastDuration(base);
    expect(forecastDuration(base)).toEqual(first);
    expect(forecastDuration({ ...base, seed: "b" }).p90 / first.p90).toBeCloseTo(1, 2);
    const worse = forecastDuration({ ...base, faultsPerNodeDay: 0.5 });
    expect(worse.p50).toBeGreaterThan(first.p50);
    expect(worse.faultsMean).toBeGreaterThan(50 * first.faultsMean);
  });

  it("counts as many faults as nodes x days x rate", () => {
    const often = forecastDuration({ ...base, faultsPerNodeDay: 0.1 });
    const expected = (contract.hardware.nodes * 0.1 * often.mean) / 86_400;
    expect(often.faultsMean / expected).toBeGreaterThan(0.95);
    expect(often.faultsMean / expected).toBeLessThan(1.05);
  });

  it("refuses negative rates, naming what it received", () => {
    expect(() => forecastDuration({ ...base, throughputSigma: -1 })).toThrow(/sigma -1/);
  });
});

describe("throughputSigma and recoverySeconds", () => {
  it("trusts measured GPU systems most and wafers least; recovery does not compile again", () => {
    const wafer = planned(plan(askOf("gpt-j-6b"), choiceOf("cs-2", 4)));
    expect(throughputSigma(wafer)).toBeGreaterThan(throughputSigma(contract));
    const compile = wafer.startup.find((phase) => phase.phase === "compile")?.seconds ?? 0;
    const startup = wafer.startup.reduce((sum, phase) => sum + phase.seconds, 0);
    expect(recoverySeconds(wafer)).toBeCloseTo(startup - compile + 180, 6);
  });
});
