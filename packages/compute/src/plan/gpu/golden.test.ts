// Guarantee: published runs are predicted within the stated tolerance, and published memory sizes to a few percent.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import { findModel } from "../../model/catalog.ts";
import type { ModelShape } from "../../model/shape.ts";
import type { GpuLayout } from "../plan.ts";
import { machineOf, type GpuMachine } from "./machine.ts";
import { layerActivationBytes, rankMemory, rankParameters } from "./memory.ts";
import { layersAliveOn, layersPerStage } from "./pipeline.ts";
import { softwareCatalog, type SoftwareId } from "./software.ts";
import { stepCost } from "./step.ts";
import { workload, type GpuWorkload } from "./workload.ts";

const gibibyte = 2 ** 30;

function machine(id: string, changes: Partial<GpuMachine> = {}): GpuMachine {
  const system = findSystem(id);
  if (system?.kind !== "gpu") throw new Error(`${id} is a GPU system of the catalog`);
  return { ...machineOf(system), ...changes };
}

function gpt(layers: number, hidden: number, heads: number): ModelShape {
  const like = findModel("gpt3-175b");
  if (!like) throw new Error("gpt3-175b is in the catalog");
  return { ...like, layers, hidden, heads, keyValueHeads: heads, headSize: hidden / heads, feedForward: 4 * hidden };
}

interface Run {
  readonly model: ModelShape;
  readonly batch: number;
  readonly layout: Partial<GpuLayout>;
  readonly software: SoftwareId;
  readonly machine: GpuMachine;
  readonly sequence?: number;
}

function caseOf(run: Run): { work: GpuWorkload; layout: GpuLayout } {
  const layout: GpuLayout = {
    kind: "gpu",
    tensorParallel: 8,
    pipelineParallel: 1,
    dataParallel: 1,
    virtualPipeline: 1,
    microbatchSize: 1,
    microbatches: 1,
    recompute: "full",
    zeroStage: 0,
    sequenceParallel: false,
    ...run.layout,
  };
  const work = workload({
    model: run.model,
    sequenceLength: run.sequence ?? 2048,
    globalBatchSize: run.batch,
    dtype: "bf16",
    machine: run.machine,
    software: softwareCatalog[run.software],
    devices: layout.tensorParallel * layout.pipelineParallel * layout.dataParallel,
  });
  const microbatches = run.batch / layout.dataParallel / layout.microbatchSize;
  return { work, layout: { ...layout, microbatches } };
}

const selene = machine("dgx-a100-80");
const selective = { recompute: "selective", sequenceParallel: true } as const;
const t22 = { microbatchSize: 4 };
const t175 = { pipelineParallel: 8, virtualPipeline: 3 };
const t530 = { pipelineParallel: 35, virtualPipeline: 3 };
const t1000 = { pipelineParallel: 64 };

describe("step time of arXiv 2205.05198, Table 5", () => {
  it.each([
    ["22B, full recompute", gpt(48, 6144, 64), 4, t22, 1.42],
    ["22B, selective", gpt(48, 6144, 64), 4, { ...t22, ...selective }, 1.1],
    ["175B, full recompute", gpt(96, 12288, 96), 64, t175, 18.13],
    ["175B, selective", gpt(96, 12288, 96), 64, { ...t175, ...selective }, 13.75],
    ["530B, full recompute", gpt(105, 20480, 128), 280, t530, 49.05],
    ["530B, selective", gpt(105, 20480, 128), 280, { ...t530, ...selective }, 37.83],
    ["1T, full recompute", gpt(128, 25600, 160), 512, t1000, 94.42],
    ["1T, selective", gpt(128, 25600, 160), 512, { ...t1000, ...selective }, 71.49],
  ])("%s within 12%%", (_name, model, batch, layout, measured) => {
    const { work, layout: whole } = caseOf({ model, batch, layout, software: "megatron-lm", machine: selene });
    expect(Math.abs(stepCost(work, whole).total / measured - 1)).toBeLessThan(0.12);
  });
});

describe("step time of other published runs", () => {
  it("BLOOM 176B on 384 A100: 105.2 s (BigScience chronicle of 2022-03-18) within 10%", () => {
    const model = findModel("bloom-176b");
    if (!model) throw new Error("bloom-176b is in the catalog");
    const { work, layout } = caseOf({
      model,
      batch: 2048,
      layout: { tensorParallel: 4, pipelineParallel: 12, dataParallel: 8, microbatchSize: 2, zeroStage: 1 },
      software: "megatron-deepspeed",
      machine: machine("dgx-a100-80", { networkBandwidth: 6.25e9 }),
    });
    expect(Math.abs(stepCost(work, layout).total / 105.22 - 1)).toBeLessThan(0.1);
  });

  it("Llama 3 405B on 8,192 H100: 430 TFLOP/s a GPU (arXiv 2407.21783, Table 4) within 15%, with the finest interleaving", () => {
    const like = findModel("llama3-70b");
    if (!like) throw new Error("llama3-70b is in the catalog");
    const model = { ...like, layers: 126, hidden: 16384, heads: 128, feedForward: 53248 };
    const { work, layout } = caseOf({
      model,
      batch: 2048,
      sequence: 8192,
      layout: { pipelineParallel: 16, dataParallel: 64, virtualPipeline: 8, recompute: "none", sequenceParallel: true },
      software: "megatron-core",
      machine: machine("dgx-h100"),
    });
    const forward = 2 * 405.9e9 + 4 * 126 * 8192 * 16384;
    const speed = (3 * forward * 2048 * 8192) / stepCost(work, layout).total / 8192 / 1e12;
    expect(Math.abs(speed / 430 - 1)).toBeLessThan(0.15);
  });
});

describe("memory of arXiv 2205.05198, Figure 1 (175B on 64 A100)", () => {
  const none = { ...t175, recompute: "none" } as const;
  const { work, layout } = caseOf({
    model: gpt(96, 12288, 96),
    batch: 64,
    layout: none,
    software: "megatron-lm",
    machine: selene,
  });

  it("holds 45.56 GiB of parameters and optimizer at 18 bytes a parameter", () => {
    const memory = rankMemory(work, layout);
    const bytes = memory.weights + memory.gradients + memory.optimizer;
    expect(bytes / gibibyte / 45.56).toBeGreaterThan(0.97);
    expect(bytes / gibibyte / 45.56).toBeLessThan(1.03);
    expect((rankParameters(work, layout).firstStage * 18) / bytes).toBeCloseTo(1, 6);
  });

  it("holds 66.84 GiB of activations without recompute, so it does not fit", () => {
    const bytes = layerActivationBytes(work, layout, true) * layersAliveOn(layout, 0, layersPerStage(96, layout));
    expect(bytes / gibibyte / 66.84).toBeGreaterThan(0.98);
    expect(bytes / gibibyte / 66.84).toBeLessThan(1.02);
    expect(rankMemory(work, layout).total).toBeGreaterThan(80 * gibibyte);
  });

  it("equals sbh (34 + 5as/h) / t with sequence parallelism", () => {
    const { work: parallel, layout: cut } = caseOf({
      model: gpt(96, 12288, 96),
      batch: 64,
      layout: { ...none, sequenceParallel: true },
      software: "megatron-lm",
      machine: selene,
    });
    const formula = (2048 * 12288 * (34 + (5 * 96 * 2048) / 12288)) / 8;
    expect(layerActivationBytes(parallel, cut, true) / formula).toBeCloseTo(1, 6);
  });
});
