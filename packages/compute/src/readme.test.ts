// Guarantee: the README's example is code that runs, and says what it is said to say.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { findModel, forecastDuration, plan, publishedAsk, throughputSigma } from "./index.ts";

it("plans and forecasts as the README shows", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const used = [findModel, forecastDuration, plan, publishedAsk, throughputSigma];
  for (const { name } of used) expect(readme).toContain(`${name}(`);
  expect(readme).toContain(`import { ${used.map(({ name }) => name).join(", ")} } from "@ingot/compute";`);
  const model = findModel("llama3-8b");
  if (!model) throw new Error("llama3-8b is in the catalog");
  const ask = publishedAsk({ model, tokens: 200e9, dtype: "bf16" });
  expect(ask).toMatchObject({ sequenceLength: 8192, globalBatchSize: 512 });
  const outcome = plan(ask, { system: "dgx-h100", devices: 64 });
  if (outcome.kind === "infeasible") throw new Error(outcome.reason.text);
  const forecast = forecastDuration({
    plan: outcome,
    tokens: 200e9,
    faultsPerNodeDay: 0.0038,
    throughputSigma: throughputSigma(outcome),
    seed: "quote",
  });
  expect(forecast.p50).toBeLessThan(forecast.p90);
  expect(forecast.p90).toBeLessThan(forecast.p99);
});
