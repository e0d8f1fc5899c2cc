// Guarantee: a link leads back to the state it was made of, and a damaged one says what is wrong with each part.
import { describe, expect, test } from "vitest";
import { plannerCatalog } from "../../../server/planner-catalog.ts";
import { firstState, type PlannerState } from "../state.ts";
import { leftOutOf, packedMost, plannerHref, queryOf } from "./address.ts";
import { packJson, unpackJson } from "./packed.ts";
import { readAddress } from "./read-address.ts";

const catalog = plannerCatalog();
const read = (query: string) => readAddress(new URLSearchParams(query), catalog);

const changed: PlannerState = {
  model: "llama3-70b",
  config: null,
  tokens: 2_000_000_000_000,
  batch: 1024,
  sequence: 8192,
  dtype: "fp8",
  hardware: "dgx-h200",
  cluster: null,
  devices: 96,
  pins: { tensorParallel: 4, pipelineParallel: 2, schedule: "zb-h1", recompute: "full", zeroStage: 0 },
  ramp: { from: 192, increment: 16, tokens: 20_000_000_000 },
  tool: "torchtitan",
  scheduler: "jobset",
  across: "cost",
  up: "energy",
};

const everyPin: Required<PlannerState["pins"]> = {
  tensorParallel: 4,
  pipelineParallel: 2,
  dataParallel: 6,
  contextParallel: 2,
  expertParallel: 4,
  expertTensorParallel: 2,
  microbatchSize: 1,
  virtualPipeline: 2,
  schedule: "interleaved",
  firstStageLayers: 39,
  lastStageLayers: 41,
  recompute: "full",
  recomputeLayers: 3,
  zeroStage: 1,
  shardRanks: 8,
  offloadedLayers: 0,
  offloadedOptimizer: 0.5,
  sequenceParallel: true,
  gatherAgain: false,
  scatterPipeline: true,
  contextExchange: "gather",
  overlapGradients: false,
  overlapParameters: false,
  overlapExperts: true,
  order: "tensor-context-expert-pipeline-data",
};

describe("a link", () => {
  test("carries every part of a layout that can be pinned", () => {
    const pinned = { ...firstState, pins: everyPin };
    expect(read(queryOf(pinned))).toEqual({ state: pinned, problems: [] });
  });

  test("of the first state is empty", () => {
    expect(queryOf(firstState)).toBe("");
    expect(plannerHref({})).toBe("/planner");
    expect(read("")).toEqual({ state: firstState, problems: [] });
  });

  test("leads back to the state, whatever was changed", () => {
    expect(read(queryOf(changed))).toEqual({ state: changed, problems: [] });
  });

  test("carries pasted files while they are small, and names those that are not", () => {
    const small = { ...firstState, config: "q1ZKVLJSUKoFAA", cluster: "q1ZKVLJSUKoFAB" };
    expect(read(queryOf(small))).toEqual({ state: small, problems: [] });
    expect(leftOutOf(small)).toEqual([]);
    const large = { ...firstState, config: "A".repeat(packedMost + 1) };
    expect(queryOf(large)).toBe("");
    expect(leftOutOf(large)).toEqual(["the model's file"]);
  });
});

describe("a damaged link", () => {
  test("says the rule and the value of each part, and takes the usual value", () => {
    const { state, problems } = read("model=gpt5&n=20000&tp=zwei&zero=4&dtype=int8&schedule=gpipe&tokens=1e3");
    expect(state).toEqual({ ...firstState, tokens: 1000 });
    expect(problems).toHaveLength(6);
    expect(problems).toContain('n must be a whole number from 1 to 16,384; the link says "20000".');
    expect(problems).toContain('zero must be a whole number from 0 to 3; the link says "4".');
    expect(problems.join(" ")).toContain('the link says "gpt5"');
  });

  test("says how a growing batch is written", () => {
    const { state, problems } = read("ramp=192-16");
    expect(state).toEqual(firstState);
    expect(problems).toEqual([expect.stringMatching(/^ramp must be three whole numbers from 1, .*"192-16"\.$/)]);
  });

  test("says what is wrong with a share, a switch and a placement", () => {
    const { state, problems } = read("oo=1.5&sp=yes&order=tensor-data&ol=-1&cx=tree");
    expect(state).toEqual(firstState);
    expect(problems).toEqual([
      expect.stringContaining("ol must be a whole number from 0 to"),
      'oo must be a share from 0 to 1; the link says "1.5".',
      'cx must be one of ring, gather; the link says "tree".',
      'sp must be one of true, false; the link says "yes".',
      'order must be tensor-context-expert-data-pipeline in any order; the link says "tensor-data".',
    ]);
  });

  test("never asks for more devices than the system has", () => {
    expect(read("on=cs-1").state.devices).toBe(1);
    expect(read("on=cs-1&n=2").problems).toEqual(['n must be a whole number from 1 to 1; the link says "2".']);
  });
});

describe("a packed file", () => {
  test("is the file again, without its blanks", async () => {
    const file = { model_type: "llama", hidden_size: 5120, name: "é" };
    const packed = await packJson(JSON.stringify(file, null, 2));
    expect(packed).toMatch(/^[\w-]+$/);
    expect(await unpackJson(packed)).toEqual(file);
  });

  test("is refused where it is no JSON, damaged, or unfolds to more than any file here has", async () => {
    await expect(packJson("{ no")).rejects.toThrow(SyntaxError);
    await expect(packJson(JSON.stringify("x".repeat(300_000)))).rejects.toThrow("at most 200000 characters");
    await expect(unpackJson("AAAA")).rejects.toThrow();
  });
});
