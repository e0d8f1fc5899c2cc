// Guarantee: whatever is pinned of a layout holds in the plan, which is the fastest of all layouts of which it holds.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOf, choiceOf } from "../../ask.test-kit.ts";
import { checkLayout } from "../check-layout.ts";
import { evaluateGpu, gpuSystemOf, workOf } from "../evaluate.ts";
import { rankMemory } from "../memory.ts";
import { layersPerStage, scheduleOf, stageLayers } from "../pipeline.ts";
import { planWithin } from "../plan-within.ts";
import { stepCost } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";
import { allLayouts } from "./candidate.ts";
import { fits } from "./climb.ts";
import { type PinnedLayout, pinSpace, pinsInWords } from "./pins.ts";
import { defaultSpace } from "./space.ts";

const parts = {
  tensorParallel: [1, 2, 4],
  pipelineParallel: [1, 2, 3, 4],
  dataParallel: [2, 4, 8],
  contextParallel: [1, 2],
  expertParallel: [1, 2, 4],
  expertTensorParallel: [1, 2],
  microbatchSize: [1, 2],
  virtualPipeline: [1, 2],
  schedule: ["1f1b", "interleaved", "zb-h1", "zb-v"],
  firstStageLayers: [5, 8, 9],
  lastStageLayers: [5, 8],
  recompute: ["none", "selective", "full"],
  recomputeLayers: [1, 3],
  zeroStage: [0, 1, 2, 3],
  shardRanks: [2, 4, 8],
  offloadedLayers: [0, 2],
  offloadedOptimizer: [0, 0.5, 1],
  sequenceParallel: [true, false],
  gatherAgain: [true, false],
  scatterPipeline: [true, false],
  contextExchange: ["ring", "gather"],
  overlapGradients: [true, false],
  overlapParameters: [true, false],
  overlapExperts: [true, false],
  order: ["tensor-context-expert-pipeline-data", "tensor-context-expert-data-pipeline"],
} as const satisfies { readonly [Name in keyof Required<PinnedLayout>]: readonly unknown[] };

/** What a layout says of a part where it leaves it out. */
function saidOf(work: GpuWorkload, layout: Parameters<typeof stepCost>[1], name: keyof PinnedLayout): unknown {
  const { first, last } = stageLayers(work.model.layers, layout);
  const replicas = layout.dataParallel * (layout.contextParallel ?? 1);
  const usual: Partial<Record<keyof PinnedLayout, unknown>> = {
    contextParallel: 1,
    expertParallel: 1,
    expertTensorParallel: 1,
    contextExchange: (layout.contextParallel ?? 1) > 1 ? "ring" : undefined,
    schedule: scheduleOf(layout),
    firstStageLayers: first,
    lastStageLayers: last,
    recomputeLayers: layout.recompute === "full" ? layersPerStage(work.model.layers, layout) : undefined,
    shardRanks: layout.zeroStage === 3 ? replicas : undefined,
    offloadedLayers: 0,
    offloadedOptimizer: 0,
    gatherAgain: true,
    order: "tensor-context-expert-data-pipeline",
  };
  return layout[name] ?? usual[name];
}

/** Settings that nothing is left to do for on some ranks: what hides nothing, what cuts nothing. */
const idle = new Set(["scatterPipeline", "overlapGradients", "overlapParameters", "overlapExperts"]);

const names = Object.keys(parts) as (keyof typeof parts)[];
const pinned = fc
  .uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .chain((chosen) =>
    fc
      .tuple(...chosen.map((name) => fc.constantFrom<unknown>(...parts[name])))
      .map((values) => Object.fromEntries(chosen.map((name, at) => [name, values[at]])) as PinnedLayout),
  );

const cases = fc.constantFrom(
  ["llama3-8b", 8] as const,
  ["llama3-8b", 32] as const,
  ["mixtral-8x7b", 32] as const,
  ["gpt2-xl", 24] as const,
);

describe("planWithin", () => {
  it("keeps every part that is pinned, or refuses", () => {
    const held = new Set<string>();
    fc.assert(
      fc.property(cases, pinned, ([model, devices], pins) => {
        const [ask, choice] = [askOf(model, { globalBatchSize: 64 }), choiceOf("dgx-h100", devices)];
        const outcome = planWithin(ask, choice, { pinned: pins });
        if (outcome.kind === "infeasible") return;
        const { layout } = outcome;
        if (layout.kind !== "gpu") throw new Error("a GPU plan has a GPU layout");
        const work = workOf(ask, choice, gpuSystemOf(choice));
        expect(checkLayout(work, layout)).toBeUndefined();
        for (const [name, value] of Object.entries(pins) as [keyof PinnedLayout, unknown][]) {
          if (idle.has(name)) continue;
          expect([name, saidOf(work, layout, name)]).toEqual([name, value]);
          held.add(name);
        }
        const alone = evaluateGpu(ask, choice, layout);
        expect(alone.kind === "plan" && alone.stepTime).toBe(outcome.stepTime);
      }),
      { seed: 20261121, numRuns: 500 },
    );
    expect([...held].toSorted()).toEqual(names.filter((name) => !idle.has(name)).toSorted());
  });

  it("finds the fastest of all layouts of which the pins hold", () => {
    let compared = 0;
    fc.assert(
      fc.property(cases, pinned, ([model, devices], pins) => {
        const [ask, choice] = [askOf(model, { globalBatchSize: 32 }), choiceOf("dgx-h100", devices)];
        const work = workOf(ask, choice, gpuSystemOf(choice));
        let best = Infinity;
        for (const layout of allLayouts(work, pinSpace(defaultSpace(work), pins))) {
          const differs = (Object.entries(pins) as [keyof PinnedLayout, unknown][]).some(
            ([name, value]) => !idle.has(name) && saidOf(work, layout, name) !== value,
          );
          const memory = differs ? undefined : rankMemory(work, layout);
          if (memory && fits(work, layout, memory)) best = Math.min(best, stepCost(work, layout).total);
        }
        const outcome = planWithin(ask, choice, { pinned: pins });
        expect(outcome.kind === "plan" ? outcome.stepTime : Infinity).toBe(best);
        if (best < Infinity) compared++;
      }),
      { seed: 4, numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(20);
  });

  it.each([
    ["a shard group", { shardRanks: 4 }, { zeroStage: 3, shardRanks: 4 }],
    ["layers that are recomputed", { recomputeLayers: 3 }, { recompute: "full", recomputeLayers: 3 }],
    ["inputs kept gathered", { gatherAgain: false }, { sequenceParallel: true, gatherAgain: false }],
    ["a gathered context", { contextExchange: "gather" }, { contextExchange: "gather", contextParallel: 2 }],
    ["layers in the host's memory", { offloadedLayers: 4 }, { offloadedLayers: 4 }],
    ["gradients summed in the open", { overlapGradients: false }, { overlapGradients: false }],
    ["an overlap off", { overlapParameters: false, zeroStage: 1 }, { overlapParameters: false }],
  ] as const)("implies of %s what it needs", (_, pins, expected) => {
    const outcome = planWithin(askOf("llama3-8b"), choiceOf("dgx-h100", 64), { pinned: pins });
    expect(outcome).toMatchObject({ kind: "plan", layout: expected });
  });

  it("lets a step with nothing hidden take longer, and a ring behind attention less than a gather before it", () => {
    const time = (pins: PinnedLayout) => {
      const outcome = planWithin(askOf("llama3-70b"), choiceOf("dgx-h100", 64), { pinned: pins });
      if (outcome.kind !== "plan") throw new Error(outcome.reason.text);
      return outcome.stepTime;
    };
    const same = { tensorParallel: 4, pipelineParallel: 4, contextParallel: 2, zeroStage: 1 } as const;
    expect(time({ ...same, overlapGradients: false })).toBeGreaterThan(time({ ...same, overlapGradients: true }));
    expect(time({ ...same, contextExchange: "gather" })).toBeGreaterThan(time({ ...same, contextExchange: "ring" }));
    expect(time({ ...same, offloadedOptimizer: 1 })).toBeGreaterThan(time({ ...same, offloadedOptimizer: 0 }));
  });

  it("refuses experts of a model that has none, and throws for a placement that is none", () => {
    const [ask, choice] = [askOf("llama3-8b"), choiceOf("dgx-h100", 64)];
    expect(planWithin(ask, choice, { pinned: { expertParallel: 8 } })).toMatchObject({
      kind: "infeasible",
      reason: { code: "indivisible", text: expect.stringContaining("with expert 8") },
    });
    expect(() => planWithin(ask, choice, { pinned: { order: "tensor-data" } })).toThrow(
      /a placement names .*; received "tensor-data"/,
    );
  });
});

describe("pinsInWords", () => {
  it("says every pin in words", () => {
    const pins = { tensorParallel: 4, recompute: "full", sequenceParallel: false, offloadedOptimizer: 0.5 } as const;
    expect(pinsInWords(pins)).toBe(
      "tensor 4, recompute full, share of the optimizer offloaded 0.5, sequence parallelism off",
    );
  });
});

describe("pins that no layout agrees with", () => {
  it.each([
    ["llama3-8b", 64, { expertParallel: 8 }, /an expert degree divides the number of experts \(0\).*received expert 8/],
    ["llama3-70b", 512, { tensorParallel: 16 }, /the tensor degree divides heads.*key-value heads \(8\).*received 16/],
    ["llama3-8b", 64, { recomputeLayers: 33 }, /full recompute names 1 to 32 layers of a stage, received full with 33/],
    ["llama3-8b", 64, { offloadedLayers: 99 }, /0 to 32 layers.*received 99 layers/],
    ["llama3-8b", 64, { shardRanks: 8, zeroStage: 1 }, /shard ranks go with ZeRO 3.*received 8 with ZeRO 1/],
    [
      "llama3-8b",
      64,
      { pipelineParallel: 2, zeroStage: 3 },
      /only without a pipeline, received ZeRO 3 with pipeline 2/,
    ],
    ["llama3-8b", 64, { pipelineParallel: 4, virtualPipeline: 3, schedule: "zb-v" }, /ZB-V has two chunks.*3 chunks/],
    // Groups of 3 do not fill 512 GPUs.
    ["llama3-70b", 512, { tensorParallel: 3 }, /heads, layers and batch must divide by the parallel degrees/],
    // Another pipeline would take four chunks, but seven sequences a micro batch divide no batch of 512.
    ["llama3-8b", 64, { virtualPipeline: 4, microbatchSize: 7 }, /heads, layers and batch must divide/],
  ] as const)(
    "of %s on %i GPUs, %j, are told the rule that they break and the value",
    (model, devices, pinned, rule) => {
      const outcome = planWithin(askOf(model), choiceOf("dgx-h100", devices), { pinned });
      if (outcome.kind === "plan") throw new Error("a layout was found");
      expect(outcome.reason.text).toMatch(rule);
      expect(outcome.reason.text).toContain(`is left with ${pinsInWords(pinned)}: `);
    },
  );

  it("of an optimizer that the host cannot hold are refused for the host's memory, not for the GPU's", () => {
    const ask = askOf("qwen3-30b-a3b", { globalBatchSize: 1536, sequenceLength: 32_768 });
    const outcome = planWithin(ask, choiceOf("dgx-b300", 1), { pinned: { offloadedOptimizer: 1 } });
    if (outcome.kind === "plan") throw new Error("a layout was found");
    expect(outcome.reason.text).toMatch(/puts [\d.]+ GiB into the host's memory for each GPU, which has 232\.8 GiB/);
    expect(outcome.needed).toBeGreaterThan(outcome.available);
  });
});
