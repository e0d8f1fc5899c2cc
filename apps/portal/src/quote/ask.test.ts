// Guarantee: the API is asked for exactly what the form says, and for nothing that was left open.
import { expect, it } from "vitest";
import { type AskForm, askInAddress, askOf, emptyAsk, missingOf } from "./ask.ts";
import { type OwnModel, usualEncoding, vocabularyProblem } from "./own-model.ts";
import { deviceSteps, nearestStep } from "./device-steps.ts";
import { readConfig } from "./read-config.ts";

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

const config = {
  model_type: "llama",
  _name_or_path: "openai-community/gpt2",
  hidden_size: 768,
  intermediate_size: 2048,
  num_hidden_layers: 12,
  num_attention_heads: 12,
  vocab_size: 128_256,
  attention_dropout: 0.1,
};
const encodings = [
  { id: "r50k_base", tokens: 50_257 },
  { id: "cl100k_base", tokens: 100_277 },
  { id: "o200k_base", tokens: 200_019 },
] as const;

const readFile = readConfig(config);
if ("problem" in readFile) throw new Error(readFile.problem);
const own: OwnModel = { config, read: readFile, problem: null, encoding: "cl100k_base" };

it("asks with one's own configuration once it is read and its vocabulary is known", () => {
  const form = { ...filled, model: "gpt2", config: "abcd", modelName: " Brass " };
  expect(askOf(form, own)).toMatchObject({ config, model_name: "Brass", tokens_counted_in: "cl100k_base" });
  expect(askOf(form, own)).not.toHaveProperty("model");
  expect(askOf({ ...form, modelName: " " }, own)).not.toHaveProperty("model_name");
  const missing: [Partial<OwnModel>, string][] = [
    [{ config: null, read: null, encoding: null }, "Reading"],
    [{ problem: "It is damaged." }, "It is damaged."],
    [{ encoding: null }, "in which vocabulary"],
  ];
  for (const [state, words] of missing) {
    expect(askOf(form, { ...own, ...state })).toBeNull();
    expect(missingOf(form, { ...own, ...state })).toContain(words);
  }
});

it("reads a configuration, claims no catalog's name for it, and says every reason against one", () => {
  expect(readFile).toMatchObject({ shape: { id: "own-gpt2", label: "gpt2", vocabulary: 128_256 } });
  expect(readFile.ignored.map(({ text }) => text).join()).toContain("attention_dropout");
  const wrong = readConfig({ ...config, hidden_size: "wide", vocab_size: -1 });
  expect(wrong).toMatchObject({ problem: expect.stringMatching(/hidden_size.*"wide".*vocab_size.*-1/) });
  expect(readConfig([])).toMatchObject({ problem: expect.stringContaining("received a list") });
});

it("takes the largest encoding that the vocabulary holds, of those the data are counted in", () => {
  expect(usualEncoding(128_256, encodings, [])).toBe("cl100k_base");
  expect(usualEncoding(128_256, encodings, [{ encoding: "r50k_base" }])).toBe("r50k_base");
  expect(usualEncoding(50_257, encodings, [])).toBe("r50k_base");
  expect(usualEncoding(50_256, encodings, [])).toBeNull();
  expect(vocabularyProblem(50_257, encodings)).toBeNull();
  expect(vocabularyProblem(32_000, encodings)).toMatch(/vocab_size is 32,000; .* of 50,257 tokens or more/);
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
