// Guarantee: groups lie on the topology where the layout's order puts them, and moving them apart never speeds them up.
import { describe, expect, it } from "vitest";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { expertGroup, replicaGroup, stagesTouch, strideOf, tensorGroup } from "./placement.ts";
import { rankParameters } from "./memory.ts";
import { stepCost } from "./step.ts";

const work = workFor("llama3-70b");
const wide = layoutWith({ contextParallel: 2, dataParallel: 8, microbatches: 64 });
const inside = "tensor-context-expert-pipeline-data";

describe("placement", () => {
  it("counts devices between neighbours from the inside out", () => {
    const strides = (order?: string) =>
      (["tensor", "context", "data", "pipeline"] as const).map((dimension) =>
        strideOf(order === undefined ? wide : { ...wide, order }, dimension),
      );
    expect(strides()).toEqual([1, 8, 16, 128]);
    expect(strides(inside)).toEqual([1, 8, 64, 16]);
    expect(strides("data-pipeline-tensor-context-expert")).toEqual([32, 256, 1, 8]);
  });

  it("keeps a tensor group in its domain, and replicas beside each other when they are innermost", () => {
    expect(tensorGroup(work, wide).perDomain).toBe(8);
    expect(replicaGroup(work, wide, 16).perDomain).toBe(1);
    expect(replicaGroup(work, { ...wide, order: "data-tensor-context-expert-pipeline" }, 16).perDomain).toBe(8);
    expect(tensorGroup(work, { ...wide, order: "data-tensor-context-expert-pipeline" }).perDomain).toBe(1);
  });

  it("puts experts beside each other before data, and far apart behind it", () => {
    const experts = workFor("mixtral-8x7b");
    const layout = layoutWith({ tensorParallel: 1, sequenceParallel: false, dataParallel: 128, expertParallel: 8 });
    expect(expertGroup(experts, layout).perDomain).toBe(8);
    const apart = { ...layout, order: "tensor-context-data-expert-pipeline" };
    expect(expertGroup(experts, apart).perDomain).toBe(1);
  });

  it("sums an expert's gradients only over ranks that hold the same expert", () => {
    const experts = workFor("mixtral-8x7b", { devices: 8, globalBatchSize: 64 });
    const layout = layoutWith({
      tensorParallel: 1,
      sequenceParallel: false,
      pipelineParallel: 1,
      dataParallel: 8,
      microbatches: 8,
    });
    const seconds = (changes: object) => {
      const { data, dataHidden } = stepCost(experts, { ...layout, ...changes });
      return data + dataHidden;
    };
    const all = rankParameters(experts, layout);
    // Cut over all eight ranks, each expert has one owner: what is left to sum is the rest of the model.
    const share = (all.firstStage - all.experts) / all.firstStage;
    expect(share).toBeLessThan(0.1);
    expect(seconds({ expertParallel: 8 }) / seconds({})).toBeCloseTo(share, 2);
  });

  it("lets stages share a domain only where they are placed inside it", () => {
    expect(stagesTouch(work, wide)).toBe(false);
    const small = layoutWith({ tensorParallel: 2, dataParallel: 64, order: inside });
    expect(stagesTouch(work, small)).toBe(true);
  });

  it("lasts no less than the slowest link between two stages is busy, though most stages share a domain", () => {
    // Two nodes on ten-gigabit Ethernet, two stages in each: one boundary of three lies between the nodes.
    const ethernet = 1.25e9 / 8;
    const model = workFor("llama3-8b", { sequenceLength: 8192, devices: 16 });
    const slow = { ...model, machine: { ...model.machine, networkBandwidth: ethernet } };
    const turns = { tensorParallel: 1, sequenceParallel: false, dataParallel: 4, microbatches: 128 };
    for (const changes of [{}, { virtualPipeline: 8 }, { virtualPipeline: 2, schedule: "zb-v" }] as const) {
      const layout = layoutWith({ ...turns, ...changes });
      const hidden = 2 * slow.sequenceLength * slow.model.hidden;
      const messages = layout.microbatches * layout.virtualPipeline;
      const cost = stepCost(slow, layout);
      expect(cost.total).toBeGreaterThan((messages * hidden) / ethernet);
      expect(cost.pipeline + cost.pipelineHidden).toBeLessThan(cost.total);
      // Within one node nothing changes.
      expect(stepCost({ ...slow, devices: 8 }, { ...layout, dataParallel: 2 }).pipeline).toBe(
        stepCost({ ...model, devices: 8 }, { ...layout, dataParallel: 2 }).pipeline,
      );
    }
  });

  it("is slower with the tensor group across nodes", () => {
    const usual = stepCost(work, wide);
    const apart = stepCost(work, { ...wide, order: "data-tensor-context-expert-pipeline" });
    expect(apart.tensor).toBeGreaterThan(usual.tensor);
    expect(apart.total).toBeGreaterThan(usual.total);
    expect(apart.matrix).toBe(usual.matrix);
  });
});

describe("overlap and offload", () => {
  it("exposes what nothing hides any more, second for second", () => {
    const usual = stepCost(work, layoutWith({ microbatches: 32 }));
    const bare = stepCost(work, layoutWith({ overlapGradients: false, overlapParameters: false }));
    expect(bare.dataHidden).toBe(0);
    expect(bare.data / (usual.data + usual.dataHidden)).toBeCloseTo(1, 9);
    expect(bare.total).toBeGreaterThan(usual.total);
  });

  it("copies activations at the speed of the host link, hidden or not", () => {
    const some = stepCost(work, layoutWith({ offloadedLayers: 1 }));
    const all = stepCost(work, layoutWith({ offloadedLayers: 20 }));
    expect((all.offload + all.offloadHidden) / (some.offload + some.offloadHidden)).toBeCloseTo(20, 9);
    expect(some.offload).toBe(0);
    expect(all.total).toBeGreaterThanOrEqual(some.total);
  });

  it("steps an offloaded optimizer no faster than its host's memory", () => {
    const usual = stepCost(work, layoutWith());
    const hosted = stepCost(work, layoutWith({ offloadedOptimizer: 1 }));
    expect(hosted.optimizer).toBe(0);
    const ratio = work.machine.memoryBandwidth / work.machine.host.memoryBandwidth;
    expect(hosted.offload).toBeGreaterThan(usual.optimizer * work.family.stream * ratio);
  });
});
