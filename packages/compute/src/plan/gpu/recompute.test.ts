// Guarantee: a layer is computed again as far as its framework's release computes it again.
import { describe, expect, it } from "vitest";
import { matrixSeconds } from "./kernel.ts";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";

const layout = layoutWith({ tensorParallel: 1, pipelineParallel: 1, recompute: "full", sequenceParallel: false });
const again = (framework: "fsdp" | "fsdp-compiled" | "megatron-core", release: number) => {
  const work = workFor("llama3-8b", { framework, release });
  const { forward, recompute } = layerCost(work, layout);
  return { missing: forward.total - recompute.total, last: matrixSeconds(work, 4096, 4096, 14_336) };
};

describe("full recompute", () => {
  it.each(["fsdp", "fsdp-compiled"] as const)("of %s stops before the last product since PyTorch 2.1", (framework) => {
    const { missing, last } = again(framework, 2024);
    expect(missing).toBeCloseTo(last, 12);
    expect(again(framework, 2023.5).missing).toBeCloseTo(0, 12);
  });

  it("of Megatron repeats the whole layer", () => {
    expect(again("megatron-core", 2026).missing).toBeCloseTo(0, 12);
  });
});
