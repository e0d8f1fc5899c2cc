// Guarantee: wafer plans fit the SRAM, scale nearly linearly, and predict measured training speed within a quarter.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findModel, modelCatalog } from "../../model/catalog.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { planWafer } from "./plan-wafer.ts";
import { treeEfficiency } from "./step.ts";

const speed = (model: string, system: string, devices: number, batch: number, sequence: number) => {
  const ask = askOf(model, { globalBatchSize: batch, sequenceLength: sequence });
  const plan = planned(planWafer(ask, choiceOf(system, devices)));
  return plan.tokensPerStep / plan.stepTime / devices;
};

describe("measured training speed (Argonne logs)", () => {
  it.each([
    ["GPT-J on 2 CS-2, release 2.0.3", "gpt-j-6b", "cs-2", 2, 120, 2048, 44_749],
    ["GPT-J on 1 CS-3, release 2.5", "gpt-j-6b", "cs-3", 1, 120, 2048, 91_648],
  ])("%s within 25%%", (_name, model, system, devices, batch, sequence, measured) => {
    expect(Math.abs(speed(model, system, devices, batch, sequence) / measured - 1)).toBeLessThan(0.25);
  });
});

describe("planWafer", () => {
  it("keeps 91% of its speed a system at 16 systems (Cerebras-GPT) and at least half at any number", () => {
    expect(treeEfficiency(16)).toBeCloseTo(0.91, 6);
    expect(treeEfficiency(192)).toBeGreaterThan(0.5);
    const one = speed("gpt-j-6b", "cs-2", 1, 64, 2048);
    const sixteen = speed("gpt-j-6b", "cs-2", 16, 1024, 2048);
    expect(sixteen / one).toBeGreaterThan(0.89);
    expect(sixteen / one).toBeLessThan(1);
  });

  it("plans or refuses every number of systems; plans fit, share the batch and their bars add up to the step", () => {
    const ids = fc.constantFrom(...modelCatalog.map((model) => model.id));
    fc.assert(
      fc.property(ids, fc.constantFrom("cs-2", "cs-3"), fc.integer({ min: 1, max: 192 }), (id, system, devices) => {
        const ask = askOf(id);
        const outcome = planWafer(ask, choiceOf(system, devices));
        if (outcome.kind === "infeasible") {
          expect(outcome.reason.code).toBe("indivisible");
          return;
        }
        if (outcome.layout.kind !== "wafer") throw new Error("a wafer plan has a wafer layout");
        const { systems, microbatchSize, accumulation } = outcome.layout;
        expect(systems * microbatchSize * accumulation).toBe(ask.globalBatchSize);
        expect(outcome.memory.used).toBeLessThanOrEqual(outcome.memory.available);
        const bars = outcome.waterfall.reduce((sum, bar) => sum + bar.secondsExposed, 0);
        expect(bars / outcome.stepTime).toBeCloseTo(1, 9);
      }),
      { seed: 20261120, numRuns: 150 },
    );
  });

  it("is bound by the weight stream when each system has too few tokens", () => {
    const plan = planned(planWafer(askOf("gpt-neox-20b", { globalBatchSize: 16 }), choiceOf("cs-2", 16)));
    expect(plan.reasons.find((reason) => reason.code === "speed")?.values.bound).toBe("stream");
  });

  it("pauses a minute for each billion parameters to save, and starts by compiling, programming and loading", () => {
    const plan = planned(planWafer(askOf("gpt-j-6b"), choiceOf("cs-2", 4)));
    expect(plan.checkpoint.pause).toBeCloseTo(363, 0);
    expect(plan.startup.map((phase) => phase.phase)).toEqual(["compile", "program", "load"]);
  });

  it("refuses a sequence that no wafer holds, with a length that it does", () => {
    const outcome = planWafer(askOf("llama3-70b", { sequenceLength: 2 ** 20 }), choiceOf("cs-2", 4));
    if (outcome.kind !== "infeasible") throw new Error("a million tokens of 8,192 values need 300 GB");
    const sequenceLength = Number(/Take sequences of ([\d,]+)/.exec(outcome.suggestion)?.[1]?.replaceAll(",", ""));
    expect(planWafer(askOf("llama3-70b", { sequenceLength }), choiceOf("cs-2", 4)).kind).toBe("plan");
  });
});

describe("a model too large to lie on the wafer", () => {
  it("is refused with numbers that are numbers, also where no rectangle of cores holds one of its kernels", () => {
    // BLOOM 560M: 24 layers of 1,024 values and 250,880 columns of output.
    const model = {
      ...findModel("bloom-7b1")!,
      layers: 24,
      hidden: 1024,
      heads: 16,
      keyValueHeads: 16,
      headSize: 64,
      feedForward: 4096,
    };
    const outcome = planWafer(askOf("bloom-7b1", { model, sequenceLength: 512 }), choiceOf("cs-1", 1));
    if (outcome.kind !== "infeasible") throw new Error("a plan was found");
    expect(outcome.reason.code).toBe("placement");
    expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
  });
});

describe("long sequences", () => {
  it("plans 8,192 to 131,072 tokens of Llama 3 8B, slower by the token as attention grows, and refuses what no SRAM holds", () => {
    const lengths = [8192, 16_384, 32_768, 131_072];
    const speeds = lengths.map((sequence) => speed("llama3-8b", "cs-3", 4, 512, sequence));
    expect(speeds).toEqual(speeds.toSorted((left, right) => right - left));
    const refused = planWafer(askOf("llama3-8b", { sequenceLength: 2 ** 20 }), choiceOf("cs-3", 4));
    if (refused.kind !== "infeasible") throw new Error("a million tokens need 150 GiB");
    expect(refused.needed).toBeGreaterThan(refused.available);
  });
});

describe("options", () => {
  it.each([
    [{ softwareDate: "soon" }, /a month like 2023-11 or a year, received "soon"/],
    [{ softwareDate: "2023-13" }, /received "2023-13"/],
    [{ mesh: { columns: 758, rows: 900 } }, /1 to 757 columns and 1 to 996 rows, received 758 x 900/],
    [{ mesh: { columns: 0, rows: 900 } }, /received 0 x 900/],
    [{ inputTokensPerSecond: 0 }, /more than 0 tokens a second, received 0/],
  ])("that make no sense are refused with the rule: %j", (options, rule) => {
    expect(() => planWafer(askOf("gpt2"), choiceOf("cs-2", 1), options)).toThrow(rule);
  });

  it("take a smaller mesh for a slightly longer step, and remember it", () => {
    const [whole, smaller] = [{}, { mesh: { columns: 757, rows: 986 } }].map((options) =>
      planned(planWafer(askOf("gpt-j-6b"), choiceOf("cs-2", 1), options)),
    );
    expect(smaller!.layout).toMatchObject({ meshColumns: 757, meshRows: 986 });
    expect(smaller!.stepTime / whole!.stepTime).toBeGreaterThanOrEqual(1);
    expect(smaller!.stepTime / whole!.stepTime).toBeLessThan(1.05);
  });
});
