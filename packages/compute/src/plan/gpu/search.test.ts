// Guarantee: the search returns the fastest layout that fits, for every number of devices, or a refusal that helps.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelCatalog } from "../../model/catalog.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import type { GpuLayout } from "../plan.ts";
import { checkLayout } from "./check-layout.ts";
import { evaluateGpu, gpuSystemOf, workOf } from "./evaluate.ts";
import { planningShare, rankMemory } from "./memory.ts";
import { planGpu } from "./plan-gpu.ts";
import { searchLayouts } from "./search.ts";
import { allLayouts } from "./search/candidate.ts";
import { defaultSpace, wholeSpace } from "./search/space.ts";
import { stepCost } from "./step.ts";

function exhaustive(model: string, system: string, devices: number): number {
  const ask = askOf(model);
  const choice = choiceOf(system, devices);
  const work = workOf(ask, choice, gpuSystemOf(choice));
  let best = Infinity;
  for (const layout of allLayouts(work, defaultSpace(work))) {
    if (rankMemory(work, layout).total > work.machine.memory * planningShare) continue;
    best = Math.min(best, stepCost(work, layout).total);
  }
  return best;
}

describe("searchLayouts", () => {
  it.each([
    ["gpt2", "dgx-a100-80", 8],
    ["gpt-neox-20b", "dgx-h100", 96],
    ["llama3-70b", "dgx-h200", 64],
    ["gpt3-175b", "dgx-b200", 256],
  ])("finds the optimum of trying everything: %s on %s x %d", (model, system, devices) => {
    const choice = choiceOf(system, devices);
    const found = searchLayouts(workOf(askOf(model), choice, gpuSystemOf(choice)));
    expect(found.best?.cost.total).toBe(exhaustive(model, system, devices));
  });
});

const systems = fc.constantFrom("dgx-a100-80", "dgx-h100", "dgx-h200", "dgx-b200");
const models = fc.constantFrom(...modelCatalog.map((model) => model.id));

describe("planGpu", () => {
  it("plans or refuses every number of devices; plans are legal, fit, and their bars add up to the step", () => {
    fc.assert(
      fc.property(models, systems, fc.integer({ min: 1, max: 16_384 }), (model, system, devices) => {
        const ask = askOf(model);
        const outcome = planGpu(ask, choiceOf(system, devices));
        if (outcome.kind === "infeasible") {
          expect(outcome.suggestion.length).toBeGreaterThan(10);
          return;
        }
        const { layout, memory } = outcome;
        if (layout.kind !== "gpu") throw new Error("a GPU plan has a GPU layout");
        const { tensorParallel, pipelineParallel, dataParallel, contextParallel = 1 } = layout;
        expect(tensorParallel * pipelineParallel * dataParallel * contextParallel).toBe(devices);
        expect(layout.dataParallel * layout.microbatchSize * layout.microbatches).toBe(ask.globalBatchSize);
        const choice = choiceOf(system, devices);
        expect(checkLayout(workOf(ask, choice, gpuSystemOf(choice)), layout)).toBeUndefined();
        expect(planGpu(ask, choice)).toEqual(outcome);
        expect(memory.used).toBeLessThanOrEqual(memory.available);
        const parts = memory.parts.reduce((sum, part) => sum + part.bytes, 0);
        expect(parts / memory.used).toBeCloseTo(1, 9);
        const bars = outcome.waterfall.reduce((sum, bar) => sum + bar.secondsExposed, 0);
        expect(bars / outcome.stepTime).toBeCloseTo(1, 9);
        expect(outcome.modelFlopsUtilization).toBeLessThan(1);
        expect(outcome.totalSteps * outcome.tokensPerStep).toBeGreaterThanOrEqual(ask.tokens);
      }),
      { seed: 20261120, numRuns: 150 },
    );
  });

  it("is never slower with every feature open, and may use what frameworks do not ship", () => {
    const ask = askOf("llama3-70b");
    const choice = choiceOf("dgx-h100", 128);
    const usual = planned(planGpu(ask, choice));
    const whole = planned(planGpu(ask, choice, wholeSpace));
    expect(whole.stepTime).toBeLessThan(usual.stepTime);
    expect(planned(evaluateGpu(ask, choice, whole.layout as GpuLayout)).stepTime).toBe(whole.stepTime);
  });

  it("is never slower with twice the nodes while every rank keeps a whole sequence", () => {
    let before = Infinity;
    for (const devices of [8, 16, 32, 64, 128, 256]) {
      const step = planned(planGpu(askOf("llama3-8b"), choiceOf("dgx-h100", devices))).stepTime;
      expect(step).toBeLessThan(before);
      before = step;
    }
  });

  it("refuses Llama 3 70B on one node of 80 GB with the bytes needed and a number of devices that fits", () => {
    const ask = askOf("llama3-70b");
    const outcome = planGpu(ask, choiceOf("dgx-h100", 8));
    if (outcome.kind !== "infeasible") throw new Error("70 billion parameters need 1.2 TB of states");
    expect(outcome.needed).toBeGreaterThan(outcome.available);
    const devices = Number(/Take (\d+) GPUs/.exec(outcome.suggestion)?.[1]);
    expect(planGpu(ask, choiceOf("dgx-h100", devices)).kind).toBe("plan");
  });

  it.each([
    ["llama3-70b", "gcp-a3-mega", 2],
    ["mixtral-8x22b", "dgx-a100-80", 7],
    ["opt-175b", "mosaic-a100-40", 8],
    ["gpt-oss-20b", "h800-node", 2],
    ["llama3-405b", "dgx-h100", 16],
  ])("suggests the fewest GPUs that hold it, in whole nodes above one: %s on %s x %d", (model, system, devices) => {
    const outcome = planGpu(askOf(model), choiceOf(system, devices));
    const fewest = Number(/^Take (\d+) GPUs/.exec(outcome.kind === "infeasible" ? outcome.suggestion : "")?.[1]);
    expect(planGpu(askOf(model), choiceOf(system, fewest)).kind).toBe("plan");
    for (let count = devices + 1; count < fewest; count++) {
      if (count > 8 && count % 8 !== 0) continue;
      expect(planGpu(askOf(model), choiceOf(system, count)).kind).toBe("infeasible");
    }
  });

  it.each([
    ["a batch too small for so many", "llama2-70b", "h100-pcie-node", 2048, 8],
    ["a batch that hardly divides", "qwen3-32b", "gcp-a3-mega", 2048, 1114],
    ["an odd batch of a model that needs more GPUs", "deepseek-v3", "azure-nd-a100-v4", 16, 719],
    ["GPUs that hardly divide", "gpt-neox-20b", "a100-pcie-node", 1069, 257],
  ])("suggests what does fit: %s", (_name, model, system, devices, globalBatchSize) => {
    const [ask, choice] = [askOf(model, { globalBatchSize }), choiceOf(system, devices)];
    const outcome = planGpu(ask, choice);
    if (outcome.kind !== "infeasible") throw new Error("a plan was found");
    const [, batch = globalBatchSize, gpus = devices] =
      /^Take (?:a batch of ([\d,]+) sequences)?(?: and )?(?:([\d,]+) GPUs? of .+)?\.$/.exec(outcome.suggestion) ?? [];
    const whole = (told: string | number): number => Number(String(told).replaceAll(",", ""));
    const changed = { ...ask, globalBatchSize: whole(batch) };
    expect([whole(batch), whole(gpus)]).not.toEqual([globalBatchSize, devices]);
    expect(planGpu(changed, choiceOf(system, whole(gpus))).kind).toBe("plan");
  });

  it("names a format that the GPU has where it lacks the one asked for", () => {
    const outcome = planGpu(askOf("gpt2"), choiceOf("dgx-2", 16));
    expect(outcome).toMatchObject({ reason: { code: "dtype" }, suggestion: "Train in fp16." });
  });

  it("refuses a number of GPUs that divides neither layers nor batch, with the nearest that does", () => {
    const outcome = planGpu(askOf("llama3-8b"), choiceOf("dgx-h100", 100));
    expect(outcome).toMatchObject({ reason: { code: "indivisible" }, suggestion: "Take 96 GPUs of DGX H100." });
  });

  it("refuses a precision that the GPU lacks, and an odd ask with the rule and the value", () => {
    const long = planGpu(askOf("gpt2", { sequenceLength: 4096 }), choiceOf("dgx-h100", 8));
    expect(long).toMatchObject({ kind: "infeasible", reason: { code: "sequence" }, available: 1024 });
    const lacking = planGpu(askOf("gpt2", { dtype: "fp8" }), choiceOf("dgx-a100-80", 8));
    expect(lacking).toMatchObject({ kind: "infeasible", reason: { code: "dtype" } });
    expect(() => planGpu(askOf("gpt2"), choiceOf("dgx-h100", 1.5))).toThrow(/devices.*received 1.5/);
    expect(() => planGpu(askOf("gpt2"), choiceOf("cs-2", 1))).toThrow(/received "cs-2"/);
    expect(planGpu(askOf("gpt2"), choiceOf("dgx-h100", 20_000))).toMatchObject({ reason: { code: "devices" } });
  });
});

describe("evaluateGpu", () => {
  it("prices the layout that the search chose exactly as the search did", () => {
    const ask = askOf("gpt-neox-20b");
    const choice = choiceOf("dgx-a100-80", 128);
    const plan = planned(planGpu(ask, choice));
    const { layout } = plan;
    if (layout.kind !== "gpu") throw new Error("a GPU plan has a GPU layout");
    expect(planned(evaluateGpu(ask, choice, layout)).stepTime).toBe(plan.stepTime);
    expect(() => evaluateGpu(ask, choiceOf("dgx-a100-80", 64), layout)).toThrow(/128 ranks for 64 devices/);
  });
});
