// Guarantee: an illegal layout is refused with a sentence that states the rule and the value received.
import { describe, expect, it } from "vitest";
import type { GpuLayout } from "../plan.ts";
import { checkLayout } from "./check-layout.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";

const llama = workFor("llama3-70b");
const mixtral = workFor("mixtral-8x7b");
const broken = (changes: Partial<GpuLayout>, work = llama) => checkLayout(work, layoutWith(changes));

describe("checkLayout", () => {
  it("accepts what frameworks run", () => {
    const legal: Partial<GpuLayout>[] = [
      {},
      { virtualPipeline: 4 },
      { schedule: "zb-h1" },
      { schedule: "zb-v", virtualPipeline: 2 },
      { firstStageLayers: 19, lastStageLayers: 17 },
      { contextParallel: 2, dataParallel: 8, microbatches: 64, contextExchange: "gather" },
      { pipelineParallel: 1, dataParallel: 64, microbatches: 8, zeroStage: 3, shardRanks: 8 },
      { recompute: "full", recomputeLayers: 5, offloadedLayers: 2, offloadedOptimizer: 0.5 },
      { order: "tensor-context-expert-pipeline-data", gatherAgain: false, overlapGradients: false },
    ];
    for (const changes of legal) expect(broken(changes)).toBeUndefined();
    expect(broken({ expertParallel: 8, expertTensorParallel: 2 }, mixtral)).toBeUndefined();
    expect(broken({ expertParallel: 8, overlapExperts: true, virtualPipeline: 2 }, mixtral)).toBeUndefined();
  });

  it.each([
    ["one expert rank", { virtualPipeline: 2, expertParallel: 1 }],
    ["1F1B in a pipeline", { expertParallel: 8 }],
    ["full recompute", { virtualPipeline: 2, expertParallel: 8, recompute: "full" }],
    [
      "a single micro batch",
      { pipelineParallel: 1, dataParallel: 64, microbatches: 1, microbatchSize: 8, expertParallel: 8 },
    ],
  ] as const)("refuses expert exchange behind another micro batch with %s", (_, changes) => {
    const reason = broken({ ...changes, overlapExperts: true }, mixtral);
    expect(reason?.code).toBe("layout.overlap-experts");
    expect(reason?.text).toMatch(/another micro batch.*received Megatron Core/);
  });

  it.each([
    ["count", { microbatches: 0 }, /whole numbers from 1, received microbatches 0/],
    ["ranks", { dataParallel: 8, microbatches: 64 }, /256 ranks for 512 devices/],
    ["batch", { microbatchSize: 2 }, /is 1024 sequences, the ask has 512/],
    ["tensor", { tensorParallel: 16, dataParallel: 8, microbatches: 64 }, /key-value heads \(8\).*received 16/],
    [
      "sequence-parallel",
      { tensorParallel: 1, dataParallel: 128, microbatches: 4 },
      /needs a tensor group.*received tensor 1/,
    ],
    ["gather-again", { sequenceParallel: false, gatherAgain: false }, /only in sequence parallelism/],
    ["context", { contextExchange: "ring" }, /received ring with context 1/],
    ["expert", { expertParallel: 2 }, /the number of experts \(0\).*received expert 2 x 1/],
    ["stages", { firstStageLayers: 19 }, /the ends leave of 80.*received pipeline 4 with ends 19 and even/],
    ["schedule", { virtualPipeline: 3 }, /divide a stage's layers.*received pipeline 4, 3 chunks of 20 layers/],
    ["schedule", { schedule: "zb-v" }, /ZB-V has two chunks.*1 chunks/],
    ["schedule", { schedule: "1f1b", virtualPipeline: 2 }, /1F1B has one chunk/],
    ["recompute-layers", { recomputeLayers: 3 }, /1 to 20 layers of a stage, received none with 3/],
    ["zero", { zeroStage: 3 }, /only without a pipeline, received ZeRO 3 with pipeline 4/],
    ["shard-ranks", { shardRanks: 8 }, /go with ZeRO 3.*received 8 with ZeRO 1/],
    ["offload", { offloadedOptimizer: 1.5 }, /received 0 layers and 1.5/],
    ["order", { order: "tensor-data" }, /once each.*received "tensor-data"/],
  ] as const)("refuses a layout that breaks the rule of %s: %j", (code, changes, text) => {
    const reason = broken(changes);
    expect(reason?.code).toBe(`layout.${code}`);
    expect(reason?.text).toMatch(text);
  });

  it("refuses what the host cannot hold, with both sizes", () => {
    const small = { ...llama, machine: { ...llama.machine, host: { ...llama.machine.host, memory: 2 ** 30 } } };
    expect(broken({ zeroStage: 0, offloadedOptimizer: 1 }, small)?.text).toMatch(
      /holds 1\.0 GiB, the layout puts \d+\.\d GiB/,
    );
  });

  it("lets Megatron Core alone interleave micro batches that the stages do not divide", () => {
    const odd = { virtualPipeline: 5, dataParallel: 8, tensorParallel: 8, pipelineParallel: 8, microbatches: 12 };
    const asked = (framework: "megatron-core" | "fsdp-compiled") =>
      checkLayout(workFor("llama3-70b", { framework, globalBatchSize: 96 }), layoutWith(odd));
    expect(asked("megatron-core")).toBeUndefined();
    expect(asked("fsdp-compiled")?.text).toMatch(
      /or a multiple \(Megatron Core: any number above, too\), received pipeline 8/,
    );
  });

  it("lets torchtitan shard inside a pipeline", () => {
    expect(broken({ zeroStage: 3 }, workFor("llama3-70b", { framework: "fsdp-compiled" }))).toBeUndefined();
  });
});
