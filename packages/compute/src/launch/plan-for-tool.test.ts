// Guarantee: a layout searched for a tool can be launched by it, what was fixed stays fixed, and fixing nothing changes nothing.
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "../plan/ask.test-kit.ts";
import { planGpu } from "../plan/gpu/plan-gpu.ts";
import { planWithin } from "../plan/gpu/plan-within.ts";
import { launchOf, launchTools } from "./launch.ts";
import { planForTool } from "./plan-for-tool.ts";

describe("planForTool", () => {
  it.each(launchTools)("%s launches what was planned for it, from 8 to 256 GPUs", (tool) => {
    for (const [model, devices] of [
      ["llama3-8b", 8],
      ["llama3-8b", 64],
      ["llama3-70b", 256],
    ] as const) {
      const ask = askOf(model);
      const outcome = planForTool(ask, choiceOf("dgx-h100", devices), tool);
      if (outcome.kind === "infeasible") continue;
      expect(launchOf(outcome, ask, { tool, scheduler: "slurm" }).kind, `${model} ${devices}`).toBe("launch");
    }
  });

  it("says that the tool has no place for the model, where no layout of it could help", () => {
    const refusal = planForTool(askOf("deepseek-v3"), choiceOf("dgx-h100", 2048), "deepspeed");
    expect(refusal).toMatchObject({ kind: "infeasible", reason: { code: "tool", values: { dimension: "model" } } });
    expect(refusal.kind === "infeasible" && refusal.suggestion).toBe("Take megatron-lm.");
    const large = planForTool(askOf("llama3-405b"), choiceOf("dgx-h100", 512), "deepspeed");
    if (large.kind === "plan") throw new Error("ZeRO alone does not hold 405B on 512 H100");
    expect(large.reason.code).not.toBe("tool");
    expect(large.suggestion).toMatch(/^Train with Megatron Core: there tensor \d+ .* fits, a step of [\d.]+ /);
  });

  it.each([
    ["megatron-lm", 1024],
    ["megatron-lm", 2048],
    ["torchtitan", 1024],
    ["torchtitan", 2048],
  ] as const)("%s launches DeepSeek-V3 as planned for it on %d GPUs", (tool, devices) => {
    const ask = askOf("deepseek-v3", { globalBatchSize: 8192 });
    const outcome = planned(planForTool(ask, choiceOf("dgx-h100", devices), tool));
    expect(launchOf(outcome, ask, { tool, scheduler: "slurm" }).kind).toBe("launch");
  });

  it("cuts a model that is interleaved into chunks that recompute alike", () => {
    const ask = askOf("gpt3-175b");
    const outcome = planned(planForTool(ask, choiceOf("dgx-h100", 1024), "megatron-lm"));
    expect(launchOf(outcome, ask, { tool: "megatron-lm", scheduler: "slurm" }).kind).toBe("launch");
  });

  it("finds the fastest of all schedules that Megatron-LM can recompute in part, where memory asks for a part", () => {
    const ask = askOf("llama3-405b", { globalBatchSize: 256, sequenceLength: 2048 });
    const choice = choiceOf("dgx-a100-40", 256);
    const best = planned(planForTool(ask, choice, "megatron-lm"));
    const launches = [1, 2, 4].map((virtualPipeline) => {
      const found = planned(planForTool(ask, choice, "megatron-lm", { virtualPipeline, recompute: "full" }));
      expect(launchOf(found, ask, { tool: "megatron-lm", scheduler: "slurm" }).kind).toBe("launch");
      return found.stepTime;
    });
    expect(best.layout).toMatchObject({ recompute: "full", recomputeLayers: 2 });
    expect(best.stepTime).toBe(Math.min(...launches));
  });

  it("takes chunks that divide the layers that somebody fixed to be recomputed", () => {
    const ask = askOf("gpt3-175b");
    const pinned = { pipelineParallel: 8, recomputeLayers: 9 };
    const outcome = planned(planForTool(ask, choiceOf("dgx-h100", 1024), "megatron-lm", pinned));
    expect(outcome.layout).toMatchObject({ recomputeLayers: 9, virtualPipeline: 3 });
    expect(launchOf(outcome, ask, { tool: "megatron-lm", scheduler: "slurm" }).kind).toBe("launch");
    const odd = planForTool(ask, choiceOf("dgx-h100", 1024), "megatron-lm", { ...pinned, virtualPipeline: 2 });
    expect(odd).toMatchObject({ kind: "infeasible", reason: { values: { dimension: "recomputeLayers", value: "9" } } });
    expect(odd.kind === "infeasible" && odd.suggestion).toMatch(/^Let recomputed layers a stage 9 go: /);
  });
});

describe("planWithin", () => {
  const ask = askOf("gpt3-175b");
  const choice = choiceOf("dgx-h100", 512);

  it("finds what the open search finds when nothing is fixed", () => {
    expect(planned(planWithin(ask, choice, {})).stepTime).toBe(planned(planGpu(ask, choice)).stepTime);
  });

  it("keeps what was fixed and searches the rest", () => {
    const pinned = { tensorParallel: 8, pipelineParallel: 16, virtualPipeline: 3, recompute: "selective" } as const;
    const found = planned(planWithin(ask, choice, { pinned }));
    expect(found.layout).toMatchObject({ ...pinned, dataParallel: 4 });
    expect(found.stepTime).toBeGreaterThan(planned(planGpu(ask, choice)).stepTime);
  });

  it("says what was fixed where nothing is left, and what is missing where it does not fit", () => {
    const indivisible = planWithin(ask, choice, { pinned: { tensorParallel: 5 } });
    expect(indivisible).toMatchObject({ kind: "infeasible", reason: { code: "indivisible" } });
    expect(indivisible.kind === "infeasible" && indivisible.reason.text).toContain("with tensor 5");
    const large = planWithin(ask, choice, { pinned: { tensorParallel: 1, pipelineParallel: 1, zeroStage: 1 } });
    expect(large).toMatchObject({ kind: "infeasible", reason: { code: "memory" } });
  });
});
