// Guarantee: attention is timed as fused only where a framework's release has the kernels for it.
import { describe, expect, it } from "vitest";
import { streamSeconds } from "./kernel.ts";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { rankMemory } from "./memory.ts";

const a100 = { system: "dgx-a100-80", framework: "megatron-deepspeed", sequenceLength: 2048, dtype: "fp16" } as const;

describe("the fused softmax of Megatron", () => {
  // GPT-3 has 96 heads: 6 a rank of 16, which four do not divide at one or three sequences, but at two.
  const of = (microbatchSize: number, framework: "megatron-deepspeed" | "megatron-core" = "megatron-deepspeed") => {
    const work = workFor("gpt3-175b", { ...a100, framework });
    const { forward } = layerCost(work, layoutWith({ tensorParallel: 16, sequenceParallel: false, microbatchSize }));
    return { work, forward };
  };

  it("takes four score matrices at a time: else five kernels pass over them in 32 bits, 33 bytes a score more", () => {
    const [one, two] = [of(1), of(2)];
    const more = 2 * one.forward.attention - two.forward.attention;
    expect(more).toBeCloseTo(streamSeconds(one.work, 33 * 12 * 2048 ** 2), 9);
  });

  it("is not what attention that never writes its scores waits for", () => {
    expect(2 * of(1, "megatron-core").forward.attention).toBeCloseTo(of(2, "megatron-core").forward.attention, 9);
  });

  it("saves the processor four launches in twenty", () => {
    const small = { ...a100, framework: "megatron-deepspeed-2023", sequenceLength: 64 } as const;
    const launched = (microbatchSize: number) =>
      layerCost(
        workFor("gpt3-175b", small),
        layoutWith({ tensorParallel: 16, sequenceParallel: false, microbatchSize }),
      ).forward;
    expect(launched(1).total).toBeGreaterThan(1.1 * launched(2).total);
  });
});

describe("latent attention of 192 and 128 values a head", () => {
  const layout = layoutWith({ tensorParallel: 2, pipelineParallel: 8, dataParallel: 32, expertParallel: 32 });
  const of = (system: string, release: number) => {
    const work = workFor("deepseek-v3", { system, framework: "nemo", release });
    return { attention: layerCost(work, layout).forward.attention, memory: rankMemory(work, layout).activations };
  };

  it("is not fused on Blackwell before Transformer Engine of June 2025, and keeps its scores", () => {
    const [before, since] = [of("dgx-b200", 2025.375), of("dgx-b200", 2025.6)];
    expect(before.attention).toBeGreaterThan(3 * since.attention);
    expect(before.memory).toBeGreaterThan(2 * since.memory);
  });

  it("was fused on Hopper all along", () => {
    expect(of("dgx-h100", 2025.375)).toEqual(of("dgx-h100", 2025.6));
  });
});
