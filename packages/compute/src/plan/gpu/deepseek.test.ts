// Guarantee: DeepSeek-V3's own framework is priced by what its report says of it, without a number fitted to its run.
import { describe, expect, it } from "vitest";
import { rankGroup, dispatchSeconds, exchangeSeconds } from "./collective.ts";
import { matrixSeconds } from "./kernel.ts";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { rankMemory } from "./memory.ts";
import { stepCost } from "./step.ts";

const work = workFor("deepseek-v3", {
  system: "h800-node",
  framework: "hai-llm",
  dtype: "fp8",
  devices: 2048,
  globalBatchSize: 15_360,
  release: 2024.5,
});
/** Sections 3.2 and 3.4 of arXiv 2412.19437: 16 stages, experts over 64 ranks, ZeRO-1, no tensor parallelism. */
const layout = layoutWith({
  tensorParallel: 1,
  pipelineParallel: 16,
  dataParallel: 128,
  expertParallel: 64,
  microbatches: 120,
  sequenceParallel: false,
  recompute: "selective",
  overlapExperts: true,
});

describe("HAI-LLM", () => {
  it("trains DeepSeek-V3 in the 2.664 million GPU hours that its report counts, within 15 %", () => {
    const steps = 14.8e12 / (15_360 * 4096);
    const hours = (stepCost(work, layout).total * steps * 2048) / 3600;
    expect(hours / 2.664e6).toBeGreaterThan(0.85);
    expect(hours / 2.664e6).toBeLessThan(1.15);
  });

  it("holds it in 80 GB without computing whole layers again, which Megatron Core does not", () => {
    expect(rankMemory(work, layout).total).toBeLessThan(work.machine.memory);
    const other = workFor("deepseek-v3", { system: "h800-node", dtype: "fp8", devices: 2048, globalBatchSize: 15_360 });
    expect(rankMemory(other, layout).total).toBeGreaterThan(other.machine.memory);
  });

  it("sends a token's eight copies across the network to four nodes at most, once to each", () => {
    const group = rankGroup(work, 64, 1);
    const once = dispatchSeconds(work, group, 4096 * 7168, { copies: 8, domainsMax: 4 });
    const each = exchangeSeconds(work, group, 8 * 4096 * 7168);
    const start = dispatchSeconds(work, group, 0, { copies: 8, domainsMax: 4 });
    expect((once - start) / (each - start)).toBeCloseTo(4 / 8, 9);
  });

  it("computes latent attention's wide projections again, and what is not a product", () => {
    const { forward, recompute } = layerCost(work, layout);
    const { queryRank, keyValueRank, plainSize, ropeSize, valueSize } = work.model.latent!;
    const wide =
      matrixSeconds(work, 4096, 128 * (plainSize + ropeSize), queryRank) +
      matrixSeconds(work, 4096, 128 * (plainSize + valueSize), keyValueRank);
    expect(recompute.total).toBeCloseTo(wide + forward.elementwise, 9);
  });
});
