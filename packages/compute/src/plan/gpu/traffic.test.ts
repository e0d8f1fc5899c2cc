// Guarantee: gradients and sharded weights cost what each framework's release does with them.
import { describe, expect, it } from "vitest";
import type { GpuLayout } from "../plan.ts";
import { allReduceSeconds, gatherSeconds, rankGroup } from "./collective.ts";
import { streamSeconds } from "./kernel.ts";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { rankParameters } from "./memory.ts";
import { softwareCatalog } from "./software.ts";
import { stepCost } from "./step.ts";
import { reductionBytes, replicatedTraffic, shardedTraffic } from "./traffic.ts";
import { stepBars } from "./waterfall.ts";
import type { GpuWorkload } from "./workload.ts";

/** The two bars of data traffic. */
function waterfallBars(work: GpuWorkload, layout: GpuLayout) {
  const bars = stepBars(work, layout, stepCost(work, layout));
  const of = (cause: string) => bars.find((bar) => bar.cause === cause)!;
  return { gradients: of("gradients"), parameters: of("parameters") };
}

const a100 = { system: "dgx-a100-80", sequenceLength: 2048 } as const;
const layout = layoutWith({ sequenceParallel: false, recompute: "full", dataParallel: 16, pipelineParallel: 4 });

describe("gradients of a sharded optimizer under Megatron-DeepSpeed", () => {
  const of = (dtype: "fp16" | "bf16", zeroStage: 0 | 1) => {
    const work = workFor("gpt3-175b", { ...a100, framework: "megatron-deepspeed", dtype });
    const group = rankGroup(work, 16, 8);
    const parameters = rankParameters(work, layout).firstStage;
    const { exposed, hidden } = replicatedTraffic(work, { ...layout, zeroStage }, 0);
    return { work, group, parameters, seconds: exposed + hidden };
  };

  it("take ten thirds of one all-reduce in fp16: 1.2 s before, 0.36 s after they were summed together", () => {
    const { work, group, parameters, seconds } = of("fp16", 1);
    const gathered = gatherSeconds(work, group, 2 * parameters);
    expect((seconds - gathered) / of("fp16", 0).seconds).toBeCloseTo(10 / 3, 9);
    expect(reductionBytes(work, 1) / reductionBytes(work, 0)).toBeCloseTo(10 / 3, 9);
  });

  it("are summed whole in 32 bits in bf16", () => {
    const { work, group, parameters, seconds } = of("bf16", 1);
    const expected = allReduceSeconds(work, group, 4 * parameters) + gatherSeconds(work, group, 2 * parameters);
    expect(seconds).toBeCloseTo(expected, 9);
  });
});

describe("a sharded optimizer under nanotron", () => {
  const wide = layoutWith({ pipelineParallel: 1, dataParallel: 64, microbatches: 8 });
  const of = (zeroStage: 0 | 1) => {
    const work = workFor("llama3-8b", { framework: "nanotron" });
    const { exposed, hidden } = replicatedTraffic(work, { ...wide, zeroStage }, 0);
    return { work, seconds: exposed + hidden };
  };

  it("sums gradients whole on every rank, then cuts and copies each rank's slice of each weight", () => {
    const { work, seconds } = of(1);
    const gathered = gatherSeconds(work, rankGroup(work, 64, 8), 2 * rankParameters(work, wide).firstStage);
    const slices = 32 * 6 * 64;
    expect(seconds - of(0).seconds).toBeCloseTo(gathered + slices * 2 * 6e-6, 9);
    expect(reductionBytes(work, 1)).toBe(reductionBytes(work, 0));
  });

  it("copies slices of the layers that the first stage holds by its own cut", () => {
    const work = workFor("llama3-8b", { framework: "nanotron" });
    const stages = layoutWith({ pipelineParallel: 8, dataParallel: 8, microbatches: 64 });
    const gathered = gatherSeconds(work, rankGroup(work, 8, 8), 2 * rankParameters(work, stages).firstStage);
    const of = (zeroStage: 0 | 1) => replicatedTraffic(work, { ...stages, zeroStage }, 0).exposed;
    // 5 of 32 layers, for the last stage has the output layer too; 6 weights of each in 8 slices.
    expect(of(1) - of(0)).toBeCloseTo(gathered + 5 * 6 * 8 * 2 * 6e-6, 9);
  });
});

describe("gradients of micro batches", () => {
  const adds = (
    framework: "megatron-lm" | "megatron-deepspeed" | "nanotron",
    dtype: "fp16" | "bf16",
    release = 2022,
  ) => {
    const work = workFor("gpt3-175b", { ...a100, framework, dtype, release });
    const none = { ...work, software: { ...work.software, gradientTraffic: 0, gradientTrafficFp16: 0 } };
    const more = layerCost(work, layout).backward.elementwise - layerCost(none, layout).backward.elementwise;
    return more / streamSeconds(work, rankParameters(work, layout).layer);
  };

  it.each([
    // 16 bits read twice and written once; or cast to 32 bits first, and added there.
    ["megatron-deepspeed", "fp16", 2 + 2 + 2],
    ["megatron-deepspeed", "bf16", 2 + 4 + 4 + 4 + 4],
    ["nanotron", "bf16", 2 + 4 + 4],
    ["megatron-lm", "fp16", 2 + 4 + 4],
  ] as const)("are added by %s in %s in a pass over %d bytes a parameter", (framework, dtype, bytes) => {
    expect(adds(framework, dtype)).toBeCloseTo(bytes, 6);
  });

  it("stay in 16 bits in Megatron-LM of 2020, and are added by the product's own kernel since 2022", () => {
    expect(adds("megatron-lm", "fp16", 2020.5)).toBe(0);
    expect(adds("megatron-lm", "fp16", 2022.5)).toBe(0);
    const of = (release: number) => workFor("gpt3-175b", { ...a100, framework: "megatron-lm", dtype: "fp16", release });
    expect([2020.5, 2021.5].map((release) => reductionBytes(of(release), 0))).toEqual([2 * 2, 2 * 4]);
  });
});

describe("sharded weights under DeepSpeed", () => {
  const ranks = 384;
  const alone = layoutWith({
    tensorParallel: 1,
    pipelineParallel: 1,
    dataParallel: ranks,
    microbatches: 1,
    sequenceParallel: false,
    recompute: "full",
    zeroStage: 3,
  });
  const of = (release: number) => {
    const software = { ...softwareCatalog.deepspeed, shardBandwidth: 1 };
    const work = { ...workFor("gpt3-175b", { ...a100, dtype: "fp16", release }), software };
    return { work, traffic: shardedTraffic(work, alone, layerCost(work, alone)) };
  };

  it("are gathered three times and scattered once, weight by weight, into a tensor for each rank, until 2022", () => {
    const { work, traffic } = of(2021);
    const bytes = 2 * rankParameters(work, alone).layer;
    const start = gatherSeconds(work, rankGroup(work, ranks, 1), 0);
    const whole = gatherSeconds(work, rankGroup(work, ranks, 1), bytes);
    const once = whole + 3 * start + 4 * ranks * 6e-6;
    expect((traffic.exposed + traffic.hidden) / (96 * 4 * once)).toBeCloseTo(1, 9);
    // None starts ahead of its use.
    expect(traffic.exposed / (96 * 3 * once)).toBeGreaterThan(1 - 1e-9);
  });

  it("are gathered together and ahead since", () => {
    const { work, traffic } = of(2023);
    const bytes = 2 * rankParameters(work, alone).layer;
    const whole = gatherSeconds(work, rankGroup(work, ranks, 1), bytes);
    expect((traffic.exposed + traffic.hidden) / (96 * 4 * whole)).toBeCloseTo(1, 9);
    expect(traffic.exposed).toBeLessThan(of(2021).traffic.exposed);
  });
});

describe("copies of shards (HSDP)", () => {
  const pair = layoutWith({
    tensorParallel: 1,
    pipelineParallel: 1,
    dataParallel: 16,
    sequenceParallel: false,
    zeroStage: 3,
    shardRanks: 8,
  });
  const work = workFor("llama3-8b", { sequenceLength: 8192 });
  // Two nodes on ten-gigabit Ethernet: a copy's sum of gradients takes longer than a micro batch.
  const slow = { ...work, machine: { ...work.machine, networkBandwidth: 1.25e9 / 8 } };
  const of = (microbatches: number) => {
    const layout = { ...pair, microbatches };
    return shardedTraffic(slow, layout, layerCost(slow, layout));
  };

  it("sum gradients once a step, which the backward pass of one micro batch hides, however many there are", () => {
    const { backward } = layerCost(slow, pair);
    const { layers } = slow.model;
    const bytes = (2 * rankParameters(slow, pair).layer) / 8;
    const sum = layers * allReduceSeconds(slow, rankGroup(slow, 2, 8), bytes);
    expect(sum).toBeGreaterThan(5 * layers * backward.total);
    for (const microbatches of [1, 4, 32]) {
      expect(of(microbatches).exposed).toBeGreaterThan(sum - layers * backward.total);
    }
    expect(of(32).exposed / of(1).exposed).toBeCloseTo(1, 9);
  });

  it("take their time from gradients, not from weights, which go around inside a node", () => {
    const bars = waterfallBars(slow, { ...pair, microbatches: 32 });
    const { exposed, hidden, gathers } = of(32);
    expect(bars.gradients.secondsExposed).toBeCloseTo(exposed, 9);
    expect(bars.parameters.secondsExposed).toBe(0);
    expect(bars.parameters.secondsHidden).toBeCloseTo(gathers.hidden, 9);
    expect(bars.gradients.secondsHidden).toBeCloseTo(hidden - gathers.hidden, 9);
  });
});
