// Guarantee: launches cost nothing while the GPU has work, and all their time where a program makes the processor wait.
import { describe, expect, it } from "vitest";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { layerActivationBytes } from "./memory.ts";
import { launchedSeconds, launchSeconds } from "./processor.ts";
import type { GpuWorkload } from "./workload.ts";

const work = workFor("gpt-oss-120b", { system: "gb200-nvl72", devices: 64, globalBatchSize: 1280 });
const layout = layoutWith({
  tensorParallel: 1,
  pipelineParallel: 1,
  dataParallel: 64,
  expertParallel: 64,
  microbatchSize: 4,
  microbatches: 5,
  sequenceParallel: false,
  overlapExperts: true,
});
const { clampedGate: _, ...plainModel } = work.model;
const plain: GpuWorkload = { ...work, model: plainModel };
const recorded: GpuWorkload = { ...work, graphs: true };

describe("launches", () => {
  it("hide behind longer work, show where they are longer, and are none in a recorded graph", () => {
    expect(launchedSeconds(plain, 8e-3, 1e-3) / 8e-3).toBeCloseTo(1, 6);
    expect(launchedSeconds(plain, 1e-3, 8e-3) / 8e-3).toBeCloseTo(1, 6);
    expect(launchedSeconds(recorded, 1e-3, 8e-3)).toBe(1e-3);
  });

  it("follow the work where the processor waits for the GPU", () => {
    expect(launchedSeconds(work, 8e-3, 1e-3)).toBeCloseTo(9e-3, 12);
  });

  it("grow by two kernels with each expert that a rank holds, and not where experts are one product", () => {
    const held = (expertParallel: number) => launchSeconds(work, layoutWith({ ...layout, expertParallel }));
    const kernel = work.software.launch / 20;
    expect(held(64) / kernel).toBeCloseTo(20 + 15 + 2 * 2, 6);
    expect(held(8) / kernel).toBeCloseTo(20 + 15 + 2 * 16, 6);
    const grouped = { ...work, software: { ...work.software, multipliesExpertsApart: false } };
    expect(launchSeconds(grouped, layout)).toBe(work.software.launch);
  });
});

describe("the clamped gate of GPT-OSS in Megatron Core", () => {
  it("hides no exchange behind another micro batch unless graphs are recorded", () => {
    expect(layerCost(work, layout).forward.expertHidden).toBe(0);
    expect(layerCost(recorded, layout).forward.expertHidden).toBeGreaterThan(0);
    expect(layerCost(plain, layout).forward.expertHidden).toBeGreaterThan(0);
  });

  it("passes 8 values forward and 10 backward over memory for each pair of its halves, and keeps both clamped halves", () => {
    const [clamped, fused] = [layerCost(work, layout), layerCost(plain, layout)];
    const bytes = 2 * 4 * 4096 * 4 * 2880;
    const more = (way: "forward" | "backward") => clamped[way].elementwise - fused[way].elementwise;
    expect(more("backward") / more("forward")).toBeCloseTo(10 / 8, 9);
    const bandwidth = work.machine.memoryBandwidth * work.family.stream;
    expect((more("forward") * bandwidth) / bytes).toBeCloseTo(8, 6);
    const kept = layerActivationBytes(work, layout, false) - layerActivationBytes(plain, layout, false);
    expect(kept / bytes).toBeCloseTo(2, 9);
  });
});
