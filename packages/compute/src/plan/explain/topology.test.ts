// Guarantee: who talks to whom, over which link and how much, is what the layout and the papers' formulas say.
import { describe, expect, it } from "vitest";
import { parameterCount } from "../../model/parameters.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { plan } from "../dispatch.ts";
import type { GpuLayout, Plan } from "../plan.ts";
import { memoryByRank } from "./memory-by-rank.ts";
import { topologyOf } from "./topology.ts";

const ask = askOf("gpt3-175b");
const found = planned(plan(ask, choiceOf("dgx-h100", 1024)));

const layout: GpuLayout = {
  kind: "gpu",
  tensorParallel: 8,
  pipelineParallel: 8,
  dataParallel: 16,
  virtualPipeline: 3,
  microbatchSize: 1,
  microbatches: 96,
  recompute: "none",
  zeroStage: 1,
  sequenceParallel: false,
};
const placed: Plan = { ...found, layout };

describe("topologyOf", () => {
  const { groups } = topologyOf(ask, placed);
  const group = (dimension: string) => {
    const one = groups.find((entry) => entry.dimension === dimension);
    if (!one) throw new Error(`no ${dimension} group`);
    return one;
  };

  it("counts every rank once in each dimension", () => {
    for (const { ranks, groups: count } of groups) expect(ranks * count).toBe(1024);
    expect(groups.map(({ dimension }) => dimension).toSorted()).toEqual(["data", "pipeline", "tensor"]);
  });

  it("places tensor groups on NVLink, data groups on rails, and stages further out", () => {
    expect(group("tensor")).toMatchObject({ link: "nvlink", stride: 1 });
    expect(group("tensor").members[0]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(group("data")).toMatchObject({ link: "rail", stride: 8 });
    expect(group("data").members[1]?.slice(0, 3)).toEqual([1, 9, 17]);
    expect(group("pipeline")).toMatchObject({ link: "spine", stride: 128 });
  });

  it("sends what arXiv 2104.04473 section 3.2 counts: four all-reduces a layer, one message a chunk and boundary", () => {
    const activation = 2 * 2048 * 12288;
    // 12 layers a stage, 96 micro batches, 4 all-reduces of 2 (t - 1) / t times the bytes.
    expect(group("tensor").bytesPerStep).toBeCloseTo(12 * 96 * 4 * 2 * (7 / 8) * activation, -3);
    // Forward and backward, three chunks, each rank an eighth.
    expect(group("pipeline").bytesPerStep).toBeCloseTo((2 * 96 * 3 * activation) / 8, -3);
  });

  it("sums gradients once a step: about two bytes each way for every parameter that a rank holds", () => {
    const held = parameterCount(ask.model).total / 64;
    const each = group("data").bytesPerStep / held / (15 / 16);
    expect(each).toBeGreaterThan(4 * 0.95);
    expect(each).toBeLessThan(4 * 1.1);
  });
});

describe("memoryByRank", () => {
  it("shows the fullest stage as the plan does and every parameter of the model once", () => {
    const stages = memoryByRank(ask, found);
    const fullest = stages.filter((stage) => stage.fullest);
    expect(fullest.map(({ used }) => used)).toEqual([found.memory.used]);
    expect(stages.reduce((sum, { layers }) => sum + layers, 0)).toBe(ask.model.layers);
    expect(stages.reduce((sum, { ranks }) => sum + ranks, 0)).toBe(1024);
    const tensor = found.layout.kind === "gpu" ? found.layout.tensorParallel : 0;
    const weights = stages.reduce(
      (sum, { parts }) => sum + (parts.find(({ kind }) => kind === "weights")?.bytes ?? 0),
      0,
    );
    // Two bytes each; the output layer has its own copy of the tied table.
    expect((weights * tensor) / 2 / parameterCount(ask.model).total).toBeCloseTo(1, 1);
  });

  it("holds fewest micro batches on the last stage: with equal layers it is the emptiest but for the logits", () => {
    const stages = memoryByRank(ask, { ...placed, layout: { ...layout, virtualPipeline: 1 } });
    const activations = stages.map(({ parts }) => parts.find(({ kind }) => kind === "activations")?.bytes ?? 0);
    expect(activations.toSorted((left, right) => right - left)).toEqual(activations);
    expect((activations[0] ?? 0) / (activations.at(-1) ?? 1)).toBeCloseTo(8, 1);
  });

  it("refuses wafers, which have no ranks", () => {
    const wafer = planned(plan(askOf("gpt-j-6b"), choiceOf("cs-2", 1)));
    expect(() => memoryByRank(askOf("gpt-j-6b"), wafer)).toThrow(/received one on cs-2/);
  });
});
