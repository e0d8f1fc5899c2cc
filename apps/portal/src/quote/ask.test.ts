// Guarantee: the API is asked for exactly what the form says, and for nothing that was left open.
import { expect, it } from "vitest";
import { type AskForm, askInAddress, askOf, emptyAsk, missingOf } from "./ask.ts";
import { deviceSteps, nearestStep } from "./device-steps.ts";

const filled: AskForm = { ...emptyAsk, model: "gpt2", datasetVersion: "dsv_1", tokens: 1_000_000 };

it("leaves out what was not said", () => {
  expect(askOf(filled)).toEqual({
    model: "gpt2",
    dataset_version: "dsv_1",
    tokens: 1_000_000,
    recipe: { method: "pre-training" },
    wish: {},
    promise: "p90",
  });
});

it("sends either tokens or passes, never both", () => {
  const byPasses = askOf({ ...filled, measure: "passes", passes: 3 });
  expect(byPasses).toMatchObject({ passes: 3 });
  expect(byPasses).not.toHaveProperty("tokens");
});

it("takes a date to mean the end of that day, in UTC", () => {
  expect(askOf({ ...filled, finishBy: "2026-12-24", devices: 64 })?.wish).toEqual({
    devices: 64,
    finish_by: "2026-12-24T23:59:59Z",
  });
});

it("asks nothing while something is missing, and says what", () => {
  expect(askOf(emptyAsk)).toBeNull();
  expect(missingOf(emptyAsk)).toContain("model");
  expect(askOf({ ...filled, tokens: null })).toBeNull();
  expect(missingOf({ ...filled, tokens: null })).toContain("tokens");
});

it("takes what a link says, and leaves open what is no count", () => {
  const read = (query: string) => askInAddress(new URLSearchParams(query));
  expect(read("model=gpt2&tokens=5000000000&system=dgx-h100&devices=64")).toEqual({
    datasetVersion: null,
    model: "gpt2",
    tokens: 5_000_000_000,
    system: "dgx-h100",
    devices: 64,
  });
  expect(read("dataset_version=dsv_1&tokens=-3&devices=8")).toEqual({
    datasetVersion: "dsv_1",
    model: null,
    tokens: null,
    system: null,
    devices: null,
  });
});

it("offers device counts that fill whole nodes", () => {
  expect(deviceSteps(64, 8)).toEqual([1, 2, 4, 8, 16, 24, 32, 48, 64]);
  expect(deviceSteps(16, 1)).toEqual([1, 2, 3, 4, 6, 8, 12, 16]);
  expect(nearestStep([1, 2, 4, 8, 16], 9)).toBe(3);
});
