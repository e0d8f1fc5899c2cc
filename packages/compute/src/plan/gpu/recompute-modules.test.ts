// Guarantee: Megatron Core's selective recompute lets go of what its modules put out, pays for them again, and so hides expert exchange.
import { describe, expect, it } from "vitest";
import { findModel } from "../../model/catalog.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { layerCost } from "./layer.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { keptBytes } from "./memory.ts";
import { planWithin } from "./plan-within.ts";
import { modulesOf } from "./recompute-modules.ts";

const layout = layoutWith({ tensorParallel: 1, sequenceParallel: false, dataParallel: 128, microbatches: 4 });

describe("modulesOf", () => {
  // Norms stand apart before latent attention and before experts; elsewhere they are fused into the product behind them.
  it.each([
    ["deepseek-v3", ["layernorm", "moe_act", "mla_up_proj"]],
    ["mixtral-8x7b", ["layernorm", "moe_act"]],
    ["gpt-oss-120b", ["layernorm"]],
    ["llama3-70b", []],
  ])("are those of %s: %j", (id, modules) => {
    expect(modulesOf(findModel(id)!)).toEqual(modules);
  });
});

describe("selective recompute under Megatron Core", () => {
  it("keeps DeepSeek-V3's latents instead of its wide heads, and no output of norms and of experts' gates", () => {
    const work = workFor("deepseek-v3");
    const { heads, hidden, layers, latent, experts } = work.model;
    const { ropeSize, plainSize, valueSize } = latent!;
    const share = 1 - experts!.denseLayers! / layers;
    const widened = heads * (2 * (plainSize + ropeSize) + valueSize);
    const values = widened + (1 + share) * hidden + share * experts!.active * experts!.feedForward;
    const kept = (recompute: "none" | "selective") => keptBytes(work, { ...layout, recompute });
    expect(kept("none") - kept("selective")).toBeCloseTo(2 * 4096 * values, 0);
  });

  it("takes less time than a tenth of the layer's forward pass", () => {
    const { forward, recompute } = layerCost(workFor("deepseek-v3"), { ...layout, recompute: "selective" });
    expect(recompute.matrix).toBeGreaterThan(0);
    expect(recompute.total).toBeLessThan(forward.total / 10);
  });

  it("saves nothing of a model that has none of these modules", () => {
    const work = workFor("llama3-70b");
    expect(keptBytes(work, { ...layout, recompute: "selective" })).toBe(keptBytes(work, layout));
  });

  it("lets DeepSeek-V3 in its published degrees hide most of its expert exchange, on GPUs with room for it", () => {
    const ask = askOf("deepseek-v3", { globalBatchSize: 15_360 });
    const pinned = { tensorParallel: 1, pipelineParallel: 16, expertParallel: 64 };
    const found = planned(planWithin(ask, choiceOf("dgx-h200", 2048), { pinned }));
    expect(found.layout).toMatchObject({ recompute: "selective", overlapExperts: true });
    const exchange = found.waterfall.find(({ cause }) => cause === "expert")!;
    expect(exchange.secondsHidden).toBeGreaterThan(2 * exchange.secondsExposed);
    const open = planWithin(ask, choiceOf("dgx-h200", 2048), { pinned: { ...pinned, overlapExperts: false } });
    expect(found.stepTime).toBeLessThan(0.65 * planned(open).stepTime);
  });
});
