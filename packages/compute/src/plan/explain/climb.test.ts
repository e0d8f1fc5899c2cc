// Guarantee: what a change of hardware or ask is said to gain is its own doing, not that of a layout which was there
// before it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { modelCatalog } from "../../model/catalog.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { plan as planAsk } from "../dispatch.ts";
import { evaluateGpu } from "../gpu/evaluate.ts";
import { planWithin } from "../gpu/plan-within.ts";
import { climb } from "./climb.ts";
import { explainPlan } from "./explain-plan.ts";
import { gpuLayoutOf, priceChosen, settingOf } from "./setting.ts";

describe("climb", () => {
  it("finds nothing of the usual kind beside a plan, on any system, for any batch", () => {
    const models = fc.constantFrom(...modelCatalog.map(({ id }) => id));
    const systems = fc.constantFrom("dgx-h100", "a100-pcie-node", "aws-p6-b200", "gb200-nvl72", "mosaic-a100-40");
    fc.assert(
      fc.property(
        models,
        systems,
        fc.integer({ min: 3, max: 12 }),
        fc.constantFrom(64, 512, 1000),
        (model, system, exponent, globalBatchSize) => {
          const ask = askOf(model, { globalBatchSize });
          const choice = choiceOf(system, 2 ** exponent);
          const plan = planAsk(ask, choice);
          if (plan.kind === "infeasible") return;
          const { work } = settingOf(ask, choice);
          const now = priceChosen(work, gpuLayoutOf(plan));
          expect(climb(work, now.layout, { share: now.share }).cost.total / plan.stepTime).toBeCloseTo(1, 9);
        },
      ),
      { seed: 20261121, numRuns: 60 },
    );
  });
});

describe("moves", () => {
  it.each(["llama3-70b", "qwen3-235b-a22b"])(
    "promise of %s what a plan of them then gives: batch, format, half the GPUs",
    (model) => {
      const [ask, choice] = [askOf(model), choiceOf("dgx-h100", 512)];
      const told = explainPlan(ask, choice);
      if (told.kind === "refusal") throw new Error(told.text);
      const changed = {
        batch: planAsk({ ...ask, globalBatchSize: 2 * ask.globalBatchSize }, choice),
        dtype: planAsk({ ...ask, dtype: "fp8" }, choice),
        fewer: planAsk(ask, choiceOf("dgx-h100", 256)),
      };
      for (const [code, plan] of Object.entries(changed)) {
        const move = told.moves.find((each) => each.code === code);
        if (!move) continue;
        const sequences = code === "batch" ? 2 : 1;
        const speedUp = plan.kind === "plan" ? (sequences * told.stepTime) / plan.stepTime : 0;
        expect(move.speedUp / speedUp).toBeCloseTo(1, 9);
      }
      expect(told.moves.filter(({ code }) => code in changed).length).toBeGreaterThan(1);
    },
  );

  it.each([
    ["mixtral-8x22b", "aws-p6-b200", 96, { globalBatchSize: 1000, sequenceLength: 2048 }],
    ["deepseek-v2", "gcp-a3-high", 72, { globalBatchSize: 512, sequenceLength: 4096 }],
    ["deepseek-v2", "aws-p6-b200", 64, { globalBatchSize: 96, sequenceLength: 4096 }],
  ] as const)(
    "take layouts of %s that can be cut, where half of the GPUs of %s leave experts no even cut",
    (...from) => {
      const [model, system, devices, shape] = from;
      const [ask, half] = [askOf(model, shape), choiceOf(system, devices / 2)];
      const told = explainPlan(ask, choiceOf(system, devices));
      if (told.kind === "refusal") throw new Error(told.text);
      const fewer = told.moves.find(({ code }) => code === "fewer");
      const plan = planAsk(ask, half);
      expect(fewer === undefined).toBe(plan.kind === "infeasible");
      if (!fewer?.layout || plan.kind === "infeasible") return;
      expect(evaluateGpu(ask, half, fewer.layout)).toMatchObject({ stepTime: plan.stepTime });
      expect(told.stepTime / plan.stepTime).toBeCloseTo(fewer.speedUp, 9);
    },
  );

  it.each([
    ["t5-large", "dgx-a100-40", 2048, 1024],
    ["t5-large", "gcp-a3-high", 64, 60],
    ["t5-3b", "gb300-nvl72", 2048, 2048],
  ])("of %s on %s x %d cut sequences that only some tensor groups can cut as the search does", (...from) => {
    const [model, system, devices, globalBatchSize] = from;
    const [ask, choice] = [askOf(model, { globalBatchSize }), choiceOf(system, devices)];
    const told = explainPlan(ask, choice);
    if (told.kind === "refusal") throw new Error(told.text);
    const batch = told.moves.find(({ code }) => code === "batch");
    const twice = planned(planAsk({ ...ask, globalBatchSize: 2 * globalBatchSize }, choice));
    expect(batch?.speedUp).toBeCloseTo((2 * told.stepTime) / twice.stepTime, 9);
    const fewer = told.moves.find(({ code }) => code === "fewer");
    const half = planAsk(ask, choiceOf(system, devices / 2));
    if (fewer && half.kind === "plan") expect(fewer.speedUp).toBeCloseTo(told.stepTime / half.stepTime, 9);
    // Sequences of 626 tokens: four ranks cannot share one, and need not.
    const degrees = told.neighbours.filter(({ dimension }) => dimension.startsWith("tensor"));
    for (const { text } of degrees) expect(text).not.toMatch(/impossible, sequence parallelism needs/);
  });

  it.each([
    // An even cut that a pin of one end names, a part of which the plan names none.
    ["llama2-7b", "superpod-gb200", 64, { globalBatchSize: 1024, sequenceLength: 4096 }, { lastStageLayers: 1 }],
    ["t5-base", "azure-nd-a100-v4", 24, { globalBatchSize: 60 }, { firstStageLayers: 1 }],
    ["cerebras-gpt-6.7b", "meta-roce-24k", 4, { globalBatchSize: 96 }, { schedule: "1f1b" }],
    ["mt-nlg-530b", "dgx-b300", 128, { globalBatchSize: 1920 }, { dataParallel: 16, overlapParameters: false }],
    ["qwen3-32b", "aws-p5", 16, { globalBatchSize: 1024 }, { gatherAgain: false, shardRanks: 8 }],
    ["t5-large", "superpod-h200", 2, { globalBatchSize: 1024 }, { shardRanks: 2 }],
  ] as const)("of %s on %s x %d promise what the same pins give when asked again", (...from) => {
    const [model, system, devices, shape, pinned] = from;
    const [ask, choice] = [askOf(model, shape), choiceOf(system, devices)];
    const now = planned(planWithin(ask, choice, { pinned }));
    const told = explainPlan(ask, choice, now, pinned);
    if (told.kind === "refusal") throw new Error(told.text);
    const changed = {
      batch: planWithin({ ...ask, globalBatchSize: 2 * ask.globalBatchSize }, choice, { pinned }),
      fewer: planWithin(ask, choiceOf(system, devices / 2), { pinned }),
    };
    for (const [code, plan] of Object.entries(changed)) {
      const move = told.moves.find((each) => each.code === code);
      const halves = !("dataParallel" in pinned) && gpuLayoutOf(now).dataParallel % 2 === 0;
      if (code === "fewer" && (!halves || plan.kind === "infeasible")) {
        expect(move).toBeUndefined();
        continue;
      }
      const sequences = code === "batch" ? 2 : 1;
      expect(move?.speedUp).toBeCloseTo((sequences * now.stepTime) / planned(plan).stepTime, 9);
    }
  });

  it("of memory that nothing waits for are told as little, where another layout would do much", () => {
    const ask = askOf("qwen3-32b", { globalBatchSize: 512, sequenceLength: 4096 });
    const told = explainPlan(ask, choiceOf("a100-pcie-node", 4096));
    if (told.kind === "refusal") throw new Error(told.text);
    const gainOf = (code: string): number => told.moves.find((move) => move.code === code)?.gain ?? 1;
    expect(gainOf("layout")).toBeGreaterThan(1.2);
    expect(gainOf("memory")).toBeLessThan(1.001);
    expect(gainOf("memoryBandwidth")).toBeLessThan(1.05);
  });
});

describe("bounds", () => {
  it.each([
    ["gemma2-27b", "dgx-a100-40", 256],
    ["gpt-oss-20b", "aws-p4de", 1024],
    ["mixtral-8x7b", "aws-p4de", 256],
    ["gpt-oss-20b", "aws-p5en", 64],
    ["gpt2-large", "gcp-a3-high", 1024],
    ["deepseek-v3", "gb200-nvl72", 2304],
  ])("of %s on %s x %d give no less without end than twice as much of the same gives", (model, system, devices) => {
    const told = explainPlan(askOf(model), choiceOf(system, devices));
    if (told.kind === "refusal") throw new Error(told.text);
    const alike = told.bounds.flatMap(({ resource, speedUp }) => {
      const move = told.moves.find(({ code }) => code === resource);
      return move ? [{ resource, enough: speedUp >= move.speedUp * (1 - 1e-9) }] : [];
    });
    expect(alike.length).toBeGreaterThan(3);
    expect(alike.filter(({ enough }) => !enough)).toEqual([]);
  });

  it.each([
    ["t5-large", "dgx-a100-80", 256, { globalBatchSize: 256 }, { schedule: "zb-h1" }],
    ["t5-base", "dgx-b200", 256, { globalBatchSize: 1024 }, { schedule: "zb-v" }],
  ] as const)("let nothing that is faster make a step of %s longer, whatever the order of passes", (...from) => {
    const [model, system, devices, shape, pinned] = from;
    const [ask, choice] = [askOf(model, shape), choiceOf(system, devices)];
    const told = explainPlan(ask, choice, planned(planWithin(ask, choice, { pinned })), pinned);
    if (told.kind === "refusal") throw new Error(told.text);
    for (const { stepTime, speedUp } of told.bounds) {
      expect(speedUp).toBeGreaterThanOrEqual(1);
      expect(stepTime).toBeLessThanOrEqual(told.stepTime);
    }
  });

  it("hold where the same work hides tokens on their way to experts and keys on their way around", () => {
    const ask = askOf("qwen3-235b-a22b", { globalBatchSize: 512, sequenceLength: 131_072 });
    const choice = choiceOf("h100-pcie-node", 2048);
    const told = explainPlan(ask, choice);
    if (told.kind === "refusal") throw new Error(told.text);
    expect(told.plan.layout).toMatchObject({ overlapExperts: true });
    expect(gpuLayoutOf(told.plan).contextParallel).toBeGreaterThan(1);
    for (const { speedUp } of told.bounds) expect(speedUp).toBeGreaterThan(1 - 1e-9);
    const hidden = told.bars.reduce((sum, { secondsHidden }) => sum + secondsHidden, 0);
    expect(hidden).toBeLessThan(told.stepTime);
  });
});
