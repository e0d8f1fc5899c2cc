// Guarantee: memory of ranks and stages follows the published formulas and moves the way they say.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parameterCount } from "../../model/parameters.ts";
import type { GpuLayout } from "../plan.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { hostBytes, keptBytes, layerActivationBytes, rankMemory, rankParameters, stageMemories } from "./memory.ts";
import { softwareCatalog } from "./software.ts";

const alone = { tensorParallel: 1, pipelineParallel: 1, dataParallel: 64, sequenceParallel: false, microbatches: 8 };

describe("states", () => {
  // 2 bytes of weights, 2 of gradients, 12 of the optimizer: 120 GB for 7.5 billion parameters on one GPU.
  it.each([
    [0, 16],
    [1, 4 + 12 / 64],
    [2, 2 + 14 / 64],
    [3, 16 / 64],
  ] as const)(
    "takes the bytes a parameter of ZeRO stage %d over 64 ranks (arXiv 1910.02054, figure 1)",
    (zeroStage, bytes) => {
      const work = workFor("llama3-8b", { software: { ...softwareCatalog["megatron-core"], gradientBytes: 2 } });
      const layout = layoutWith({ ...alone, zeroStage });
      const { weights, gradients, optimizer } = rankMemory(work, layout);
      const parameters = rankParameters(work, layout);
      // Two layers are whole at any moment, their weights and their gradients.
      const whole = zeroStage === 3 ? 2 * 2 * 2 * parameters.layer : 0;
      expect((weights + gradients + optimizer - whole) / parameters.firstStage).toBeCloseTo(bytes, 9);
    },
  );
});

describe("activations", () => {
  const gpt = workFor("gpt3-175b", { sequenceLength: 2048, framework: "megatron-lm", system: "dgx-a100-80" });
  const [s, h, a] = [2048, 12288, 96];

  it("equal sbh (10 + 24/t + 5as/ht), and 34sbh/t in sequence parallelism (arXiv 2205.05198, equations 2 and 4)", () => {
    const plain = layoutWith({ sequenceParallel: false });
    expect(layerActivationBytes(gpt, plain, true)).toBeCloseTo(s * h * (10 + 24 / 8 + (5 * a * s) / h / 8), 0);
    expect(layerActivationBytes(gpt, layoutWith(), false)).toBeCloseTo((34 * s * h) / 8, 0);
  });

  it("keep 2sbh under full recompute, and twice the inputs of products whole where these are not gathered again", () => {
    expect(keptBytes(gpt, layoutWith({ recompute: "full", sequenceParallel: false }))).toBe(2 * s * h);
    const more = layerActivationBytes(gpt, layoutWith({ gatherAgain: false }), false);
    expect(more - layerActivationBytes(gpt, layoutWith(), false)).toBeCloseTo(4 * s * h * (7 / 8), 0);
  });
});

describe("stageMemories", () => {
  it("holds every parameter once where every second layer has experts, as Llama 4 Maverick has them", () => {
    const { model } = workFor("mixtral-8x7b");
    const plain = { every: 2, denseLayers: 16, denseFeedForward: 16_384 };
    const work = workFor({ ...model, experts: { ...model.experts!, ...plain } });
    const layout = layoutWith({ ...alone, pipelineParallel: 4, dataParallel: 16, microbatches: 32, zeroStage: 0 });
    const held = stageMemories(work, layout).reduce((sum, { weights }) => sum + weights / 2, 0);
    expect(held / parameterCount(work.model).total).toBeCloseTo(1, 3);
  });

  it("holds every parameter of the model once over the stages", () => {
    const work = workFor("llama3-8b");
    const layout = layoutWith({ pipelineParallel: 8, dataParallel: 8, microbatches: 64, zeroStage: 0 });
    const held = stageMemories(work, layout).reduce((sum, { weights }) => sum + weights / 2, 0) * 8;
    const { perLayer, embedding } = parameterCount(work.model);
    expect(held / (32 * perLayer + embedding)).toBeCloseTo(1, 9);
  });

  it.each(["megatron-core", "nanotron"] as const)(
    "holds on its ends the parameters whose gradients are sent, as %s cuts the model",
    (framework) => {
      const work = workFor("llama3-8b", { framework });
      const layout = layoutWith({ pipelineParallel: 8, dataParallel: 8, microbatches: 64, zeroStage: 0 });
      const weights = stageMemories(work, layout).map((memory) => memory.weights / 2);
      const { firstStage, lastStage } = rankParameters(work, layout);
      expect([firstStage, lastStage]).toEqual([weights[0], weights[7]]);
    },
  );

  it("falls from stage to stage of 1F1B, is level under ZB-H1, and names the fullest", () => {
    const work = workFor("llama3-70b");
    const layout = layoutWith({ pipelineParallel: 8, dataParallel: 8, microbatches: 64 });
    const plain = stageMemories(work, layout);
    const inFlight = plain.map(({ activations }) => activations);
    expect(inFlight).toEqual(inFlight.toSorted((left, right) => right - left));
    expect(Math.max(...plain.map(({ total }) => total))).toBe(rankMemory(work, layout).total);
    const level = stageMemories(work, { ...layout, schedule: "zb-h1" });
    expect(new Set(level.map(({ activations }) => activations)).size).toBe(1);
  });

  it("keeps one layer more where expert exchange runs behind another micro batch", () => {
    const work = workFor("mixtral-8x7b");
    const layout = layoutWith({ expertParallel: 8, virtualPipeline: 2 });
    const [plain] = stageMemories(work, layout);
    const [beside] = stageMemories(work, { ...layout, overlapExperts: true });
    // 8 layers a stage in chunks of 4; alive are (v - 1) p + 2 (p - 1) + 1 = 11 chunks.
    expect((beside?.activations ?? 0) / (plain?.activations ?? 1)).toBeCloseTo(45 / 44, 9);
  });

  it("puts both tables and the logits of a V on its first stage", () => {
    const work = workFor("llama3-8b");
    const folded = layoutWith({ schedule: "zb-v", virtualPipeline: 2 });
    const [first, second, , last] = stageMemories(work, folded);
    expect(first?.logits).toBeGreaterThan(0);
    expect(last).toEqual(second);
    expect(rankMemory(work, folded)).toEqual(first);
  });
});

describe("rankMemory", () => {
  const total = (work: ReturnType<typeof workFor>, layout: GpuLayout) => rankMemory(work, layout).total;
  const counts = fc.constantFrom(1, 2, 4);

  it("never grows with recompute, sharding, offload or a finer cut, and grows with the micro batch", () => {
    const work = workFor("llama3-70b");
    fc.assert(
      fc.property(counts, counts, fc.constantFrom(1, 2, 4, 5, 10), (t, size, v) => {
        const layout = layoutWith({
          tensorParallel: t,
          sequenceParallel: t > 1,
          pipelineParallel: 4,
          dataParallel: 128 / t,
          microbatchSize: size,
          virtualPipeline: v,
          microbatches: 64,
        });
        const base = total(work, layout);
        const leaner: Partial<GpuLayout>[] = [
          { recompute: "selective" },
          { recompute: "full", recomputeLayers: 3 },
          { recompute: "full" },
        ];
        const ladder = leaner.map((change) => total(work, { ...layout, ...change }));
        expect([base, ...ladder]).toEqual([base, ...ladder].toSorted((left, right) => right - left));
        expect(total(work, { ...layout, offloadedOptimizer: 0.5 })).toBeLessThan(base);
        expect(total(work, { ...layout, offloadedLayers: 4 })).toBeLessThan(base);
        expect(total(work, { ...layout, zeroStage: 0 })).toBeGreaterThan(base);
        expect(total(work, { ...layout, tensorParallel: 8, sequenceParallel: true, dataParallel: 16 })).toBeLessThan(
          base,
        );
        expect(total(work, { ...layout, microbatchSize: 2 * size })).toBeGreaterThan(base);
      }),
      { seed: 4, numRuns: 30 },
    );
  });

  it.each([
    ["megatron-core", {}],
    ["fsdp", { pipelineParallel: 1, dataParallel: 64, microbatches: 8, zeroStage: 3 }],
  ] as const)("puts on the host what it takes from the GPU under %s", (framework, changes) => {
    const work = workFor("llama3-70b", { framework });
    const layout = layoutWith(changes);
    const half = { ...layout, offloadedOptimizer: 0.5 };
    const freed = rankMemory(work, layout).optimizer - rankMemory(work, half).optimizer;
    expect(hostBytes(work, half) / freed).toBeCloseTo(1, 9);
  });
});
