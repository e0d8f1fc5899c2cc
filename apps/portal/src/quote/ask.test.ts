// Guarantee: the API is asked for exactly what the form says, and for nothing that was left open.
import { expect, it } from "vitest";
import { type AskForm, askInAddress, askOf, emptyAsk, missingOf } from "./ask.ts";
import { usualEncoding } from "./own-model.ts";
import { deviceSteps, nearestStep } from "./device-steps.ts";

const filled: AskForm = { ...emptyAsk, model: "gpt2", datasetVersion: "dsv_1", tokens: 1_000_000 };

it("leaves out what was not said", () => {
  expect(askOf(filled, null)).toEqual({
    model: "gpt2",
    dataset_version: "dsv_1",
    tokens: 1_000_000,
    recipe: { method: "pre-training" },
    wish: {},
    promise: "p90",
  });
});

it("sends either tokens or passes, never both", () => {
  const byPasses = askOf({ ...filled, measure: "passes", passes: 3 }, null);
  expect(byPasses).toMatchObject({ passes: 3 });
  expect(byPasses).not.toHaveProperty("tokens");
});

it("takes a date to mean the end of that day, in UTC", () => {
  expect(askOf({ ...filled, finishBy: "2026-12-24", devices: 64 }, null)?.wish).toEqual({
    devices: 64,
    finish_by: "2026-12-24T23:59:59Z",
  });
});

it("asks nothing while something is missing, and says what", () => {
  expect(askOf(emptyAsk, null)).toBeNull();
  expect(missingOf(emptyAsk, null)).toContain("model");
  expect(askOf({ ...filled, tokens: null }, null)).toBeNull();
  expect(missingOf({ ...filled, tokens: null }, null)).toContain("tokens");
});

it("takes what a link says, and leaves open what is no count", () => {
  const read = (query: string) => askInAddress(new URLSearchParams(query));
  expect(read("model=gpt2&tokens=5000000000&system=dgx-h100&devices=64")).toEqual({
    datasetVersion: null,
    model: "gpt2",
    config: null,
    tokens: 5_000_000_000,
    system: "dgx-h100",
    devices: 64,
  });
  expect(read("dataset_version=dsv_1&tokens=-3&devices=8")).toEqual({
    datasetVersion: "dsv_1",
    model: null,
    config: null,
    tokens: null,
    system: null,
    devices: null,
  });
});

const config = { model_type: "llama", vocab_size: 128_256 };
const encodings = [
  { id: "r50k_base", tokens: 50_257 },
  { id: "cl100k_base", tokens: 100_277 },
  { id: "o200k_base", tokens: 200_019 },
] as const;

it("asks with one's own configuration once it is read and its vocabulary is known", () => {
  const form = { ...filled, model: "gpt2", config: "abcd", modelName: " Brass " };
  expect(askOf(form, { config, problem: null, encoding: "cl100k_base" })).toMatchObject({
    config,
    model_name: "Brass",
    tokens_counted_in: "cl100k_base",
  });
  const own = { config, problem: null, encoding: "cl100k_base" } as const;
  expect(askOf({ ...form, modelName: " " }, own)).not.toHaveProperty("model_name");
  expect(askOf(form, own)).not.toHaveProperty("model");
  const missing = [
    [{ config: null, problem: null, encoding: null }, "Reading"],
    [{ config: null, problem: "damaged", encoding: null }, "damaged"],
    [{ config, problem: null, encoding: null }, "in which vocabulary"],
  ] as const;
  for (const [state, words] of missing) {
    expect(askOf(form, state)).toBeNull();
    expect(missingOf(form, state)).toContain(words);
  }
});

it("takes the largest encoding that the vocabulary holds, of those the data are counted in", () => {
  expect(usualEncoding(config, encodings, [])).toBe("cl100k_base");
  expect(usualEncoding(config, encodings, [{ encoding: "r50k_base" }])).toBe("r50k_base");
  expect(usualEncoding({ vocab_size: 32_000 }, encodings, [])).toBeNull();
  expect(usualEncoding({ text_config: { vocab_size: 50_304 } }, encodings, [])).toBe("r50k_base");
  expect(usualEncoding({}, encodings, [])).toBeNull();
});

it("takes a packed file out of a link, and no other text", () => {
  const read = (text: string) => askInAddress(new URLSearchParams({ config: text })).config;
  expect([read("q1ZKVLJSUKoFAA"), read("a b"), read("A".repeat(8001))]).toEqual(["q1ZKVLJSUKoFAA", null, null]);
});

it("offers device counts that fill whole nodes", () => {
  expect(deviceSteps(64, 8)).toEqual([1, 2, 4, 8, 16, 24, 32, 48, 64]);
  expect(deviceSteps(16, 1)).toEqual([1, 2, 3, 4, 6, 8, 12, 16]);
  expect(nearestStep([1, 2, 4, 8, 16], 9)).toBe(3);
});
