// Guarantee: the address brings back the form exactly as it was filled in, and nothing that no form holds.
import { expect, it } from "vitest";
import { type AskForm, emptyAsk } from "./ask.ts";
import { keptAsk, readKeptAsk } from "./kept-ask.ts";

const filled: AskForm = {
  ...emptyAsk,
  model: "gpt-j-6b",
  datasetVersion: "dsv_1",
  tokens: 20e9,
  devices: 64,
  learningRate: 0.0003,
  finishBy: "2026-12-24",
  promise: "p99",
};

it("brings back what was filled in", () => {
  expect({ ...emptyAsk, ...readKeptAsk(keptAsk(filled)) }).toEqual(filled);
  expect(keptAsk(emptyAsk)).toBe("");
});

it("leaves aside what no form holds", () => {
  const strange = { model: 7, tokens: -1, devices: "8", finishBy: "soon", promise: "p10", config: "a b", other: "x" };
  expect(readKeptAsk(JSON.stringify(strange))).toEqual({});
  for (const text of [null, "", "{", "7", "null", "[]"]) expect(readKeptAsk(text)).toEqual({});
});
