// Guarantee: who talks to whom, over which link and how much, is what the layout and the papers' formulas say.
import { describe, expect, it } from "vitest";
import { parameterCount } from "../../model/parameters.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { plan } from "../dispatch.ts";
import type { RankGroup } from "../gpu/collective.ts";
import { contextGroup, expertGroup, replicaGroup, tensorGroup } from "../gpu/placement.ts";
import type { GpuLayout, ParallelDimension, Plan } from "../plan.ts";
import { memoryByRank } from "./memory-by-rank.ts";
import { settingOf } from "./setting.ts";
import { type TopologyGroup, topologyOf } from "./topology.ts";

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

function expectDrawn(drawn: TopologyGroup | undefined, { ranks, stride, perDomain }: RankGroup): void {
  const [first = []] = drawn?.members ?? [];
  expect(first.length).toBe(ranks);
  expect(new Set(first).size).toBe(ranks);
  expect(first[1]).toBe((first[0] ?? 0) + stride);
  expect(first.filter((device) => device < 8).length).toBe(perDomain);
  expect(drawn?.link === "nvlink").toBe(perDomain >= ranks);
}

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

describe("topologyOf in other layouts", () => {
  const long = askOf("mixtral-8x7b", { sequenceLength: 32_768, globalBatchSize: 512 });
  const cut: GpuLayout = {
    kind: "gpu",
    tensorParallel: 2,
    pipelineParallel: 4,
    dataParallel: 8,
    contextParallel: 4,
    expertParallel: 8,
    virtualPipeline: 1,
    microbatchSize: 1,
    microbatches: 64,
    recompute: "none",
    zeroStage: 1,
    sequenceParallel: false,
  };
  const choice = choiceOf("dgx-h100", 256);
  const anyPlan = planned(plan(long, choice));
  const groupsOf = (changes: Partial<GpuLayout>) =>
    new Map(
      topologyOf(long, { ...anyPlan, layout: { ...cut, ...changes } }).groups.map((group) => [group.dimension, group]),
    );

  it("exchanges half of the forward way's share again where half of the layers are computed twice", () => {
    const [once, half] = [groupsOf({}), groupsOf({ recompute: "full", recomputeLayers: 4 })];
    const again = (dimension: ParallelDimension) =>
      (half.get(dimension)?.bytesPerStep ?? 0) / (once.get(dimension)?.bytesPerStep ?? 1) - 1;
    // Of two ways through a layer the forward one has two all-reduces of four, a third of the ring, half of the routing.
    expect(again("tensor")).toBeCloseTo(0.5 * (2 / 4), 9);
    expect(again("context")).toBeCloseTo(0.5 * (1 / 3), 9);
    expect(again("expert")).toBeCloseTo(0.5 * (2 / 4), 9);
    expect(again("data")).toBeCloseTo(0, 9);
  });

  it("hands on what arrives at an expert among the ranks that cut it finer than the rest", () => {
    const expert = (cutBy: number) =>
      groupsOf({ tensorParallel: 1, dataParallel: 16, expertParallel: 4, expertTensorParallel: cutBy }).get("expert");
    // Sent to three ranks of four; given to both that share the expert, half of it from the other.
    expect((expert(2)?.bytesPerStep ?? 0) / (expert(1)?.bytesPerStep ?? 1)).toBeCloseTo(1 + (2 * (1 / 2)) / (3 / 4), 9);
  });

  it("passes an encoder's tokens and a decoder's through their own layers", () => {
    const t5 = askOf("t5-11b", { globalBatchSize: 512 });
    const layout = { ...cut, contextParallel: 1, expertParallel: 1, dataParallel: 32, microbatches: 16 };
    const { groups } = topologyOf(t5, { ...anyPlan, layout });
    const tensor = groups.find(({ dimension }) => dimension === "tensor");
    const { sequenceLength, model } = t5;
    // 512 of 626 tokens through 24 layers of two blocks, the others through 24 of three; two all-reduces a block.
    const shares = 0.5 * (512 / 626) * 2 + 0.5 * (114 / 626) * 3;
    const activation = 2 * sequenceLength * model.hidden;
    expect((tensor?.bytesPerStep ?? 0) / (12 * 16 * shares * 2 * 2 * (1 / 2) * activation)).toBeCloseTo(1, 6);
  });

  it.each([
    ["megatron-core", 2 + 2, "reduce-scatter of gradients, all-gather of weights"],
    ["nanotron", 2 * 4 + 2, "all-reduce of gradients, all-gather of weights"],
    ["megatron-deepspeed", 2 * 4 + 2, "all-reduce of gradients, all-gather of weights"],
  ] as const)("sums gradients under a sharded optimizer as %s does: %d bytes a parameter", (software, bytes, how) => {
    const flat: GpuLayout = { ...layout, pipelineParallel: 1, virtualPipeline: 1, tensorParallel: 1, dataParallel: 64 };
    const hardware = { ...found.hardware, devices: 64, nodes: 8 };
    const { groups } = topologyOf(askOf("gpt2-xl"), { ...found, hardware, layout: flat, software });
    const data = groups.find(({ dimension }) => dimension === "data");
    const parameters = parameterCount(askOf("gpt2-xl").model).total;
    expect((data?.bytesPerStep ?? 0) / (parameters * (63 / 64))).toBeCloseTo(bytes, 1);
    expect(data?.collective).toBe(how);
  });

  it("gathers weights among the ranks that share them", () => {
    const wide = { pipelineParallel: 1, dataParallel: 32, microbatches: 16, zeroStage: 3 } as const;
    const [all, node] = [groupsOf(wide), groupsOf({ ...wide, shardRanks: 8 })];
    expect(node.get("data")?.bytesPerStep).toBeLessThan(all.get("data")?.bytesPerStep ?? 0);
  });

  it.each([
    undefined,
    "tensor-context-expert-pipeline-data",
    "data-tensor-context-expert-pipeline",
    "tensor-context-data-expert-pipeline",
  ])("draws the devices that the step prices as neighbours, placed %s", (order) => {
    const layout: GpuLayout = order === undefined ? cut : { ...cut, order };
    const groups = groupsOf(layout);
    const { work } = settingOf(long, choice);
    const priced = {
      tensor: tensorGroup(work, layout),
      context: contextGroup(work, layout),
      expert: expertGroup(work, layout),
      data: replicaGroup(work, layout, 32),
    };
    for (const [dimension, group] of Object.entries(priced))
      expectDrawn(groups.get(dimension as ParallelDimension), group);
    const stageStride = groups.get("pipeline")?.stride ?? 1;
    const stages = (groups.get("data")?.members[0] ?? []).map((device) => Math.floor(device / stageStride) % 4);
    expect(new Set(stages)).toEqual(new Set([0]));
  });
});

describe("memoryByRank", () => {
  it("names the layers that the memory is counted for, where the framework cuts the model in its own way", () => {
    const bent: GpuLayout = { ...layout, tensorParallel: 1, pipelineParallel: 5, dataParallel: 8, virtualPipeline: 1 };
    const hardware = { ...found.hardware, devices: 40, nodes: 5 };
    const stages = memoryByRank(askOf("llama3-8b"), { ...found, hardware, layout: bent, software: "nanotron" });
    expect(stages.map(({ layers }) => layers)).toEqual([7, 7, 7, 7, 4]);
  });

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
