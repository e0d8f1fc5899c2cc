// Guarantee: what Ingot said about this very ask wins; until then the browser's answer stands, marked as its own.
import { modelCatalog } from "@ingot/compute";
import { describe, expect, it } from "vitest";
import type { Offer } from "../api/outputs.ts";
import { answerView } from "./answer-view.ts";
import { answerInstantly, type InstantAsk } from "./instant/answer.ts";
import { instantAskOf, ratesOf } from "./instant/instant-ask.ts";

const ask: InstantAsk = {
  model: "gpt-j-6b",
  tokens: 2_000_000_000,
  uniqueTokens: 12_000_000,
  globalBatchSize: null,
  sequenceLength: null,
  dtype: "bf16",
  system: "dgx-h100",
  devices: 64,
  seed: "preview",
  faultsPerNodeDay: null,
  rates: null,
};

const rates = {
  promise: "p90",
  system: "dgx-h100",
  country: "FR",
  devices: "64",
  planned_seconds: "10000.000",
  mean_seconds: "10100.000",
  p90_seconds: "11000.000",
  faults_mean: "0.0100",
  device_hour_rate: "2.85",
  power_watts: "80000",
  pue: "1.20",
  tariff_per_kwh: "0.110",
  carbon_kg_per_kwh: "0.050",
  dataset_bytes: "50000000",
  checkpoint_bytes: "100000000000",
  storage_per_gb_month: "0.023",
  retention_months: "1",
  egress_per_gb: "0.09",
  service_share: "0.22",
  risk_load: "0.50",
  late_credit_share: "0.0004",
};

function planned(change: Partial<InstantAsk> = {}) {
  const answer = answerInstantly({ ...ask, ...change });
  if (answer?.outcome !== "planned") throw new Error("expected a plan");
  return answer;
}

function offerOf(answer: ReturnType<typeof planned>): Offer {
  return {
    outcome: "offered",
    site: { id: "site_1", label: "Paris", country: "FR" },
    plan: answer.plan,
    forecast: {
      duration_seconds: answer.durations,
      faults_expected: answer.faultsExpected,
      starts_at: "2026-11-21T10:00:00.000Z",
      promised_finish: new Date(Date.parse("2026-11-21T11:00:00Z") + answer.durations.p90 * 1000).toISOString(),
      probability: 0.9,
    },
    price: { amount: "1000.00", currency: "USD" },
    price_lines: [
      { code: "compute", label: "Compute", inputs: rates, amount: { amount: "1000.00", currency: "USD" }, share: 1 },
    ],
    learning: {
      unique_tokens: 12_000_000,
      passes: 166,
      expected_loss: 3,
      expected_loss_unrepeated: 2.2,
      law: "a law",
      advice: null,
    },
  };
}

describe("the browser's own answer", () => {
  it("takes less time on more devices, and prices it by the confirmed rates", () => {
    const last = offerOf(planned());
    const confirmed = ratesOf(last);
    const few = planned({ rates: confirmed });
    const many = planned({ rates: confirmed, devices: 128 });
    expect(many.durations.p50).toBeLessThan(few.durations.p50);
    expect(few.price?.currency).toBe("USD");
    expect(Number(few.price?.amount)).toBeGreaterThan(0);
    expect(few.priceLines?.map((line) => line.code)).toContain("compute");
  });

  it("has no price when a rate is missing, rather than a wrong one", () => {
    const last = offerOf(planned());
    const { pue: _, ...incomplete } = rates;
    const line = { ...last.price_lines[0]!, inputs: incomplete };
    expect(ratesOf({ price: last.price, price_lines: [line] })).toBeNull();
    const other = { model: "gpt-j-6b", dataset_version: "dsv_1", tokens: 5, promise: "p99" } as const;
    expect(instantAskOf(other, last, { versionTokens: 12, dtype: "bf16", ownModel: null })?.rates).toBeNull();
  });

  it("plans one's own model by its shape, once that is read, and like a model of the catalog of that shape", () => {
    const [shape] = modelCatalog.filter(({ id }) => id === "gpt-j-6b");
    const own = {
      config: {},
      tokens_counted_in: "r50k_base",
      dataset_version: "dsv_1",
      tokens: 2_000_000_000,
    } as const;
    const data = { versionTokens: 12_000_000, dtype: "bf16" };
    const recipe = { global_batch_size: 512, sequence_length: 2048 };
    const last = offerOf(planned());
    expect(instantAskOf(own, last, { ...data, ownModel: null })).toBeNull();
    const asked = instantAskOf({ ...own, recipe }, last, { ...data, ownModel: { ...shape!, id: "own-j" } });
    const known = planned({ globalBatchSize: 512, sequenceLength: 2048 });
    const answer = asked && answerInstantly(asked);
    expect(answer).toMatchObject({ outcome: "planned", plan: { step_time_seconds: known.plan.step_time_seconds } });
  });

  it("refuses with numbers what does not fit", () => {
    const answer = answerInstantly({ ...ask, model: "llama3-70b", devices: 1 });
    expect(answer?.outcome).toBe("infeasible");
  });

  it("does not answer for hardware it does not know", () => {
    expect(answerInstantly({ ...ask, system: "abacus" })).toBeNull();
  });
});

describe("what is shown", () => {
  const instant = planned({ devices: 128 });
  const last = offerOf(planned());

  it("is Ingot's word when it is about this ask", () => {
    const view = answerView({ said: last, current: true, lastOffer: last, instant, promise: "p90" });
    expect(view).toMatchObject({ kind: "offer", source: "confirmed", plan: { devices: 64 } });
  });

  it("is the browser's while the slider moves, dated like the last offer", () => {
    const view = answerView({ said: last, current: false, lastOffer: last, instant, promise: "p90" });
    if (view.kind !== "offer") throw new Error("expected an offer");
    expect(view).toMatchObject({ source: "instant", plan: { devices: 128 }, price: null });
    const expected = Date.parse("2026-11-21T11:00:00Z") + instant.durations.p90 * 1000;
    expect(Math.abs(Date.parse(view.promisedFinish) - expected)).toBeLessThan(2);
  });

  it("is nothing before the first word", () => {
    const view = answerView({ said: null, current: false, lastOffer: null, instant: null, promise: "p90" });
    expect(view.kind).toBe("none");
  });
});
