// Guarantee: an explanation's bars are the step, its bounds and neighbours are the model evaluated again, and a refusal
// offers only what fits.
import { tokens } from "@ingot/units";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import { clusterOfJson } from "../../hardware/cluster/cluster-of-json.ts";
import { launchTools } from "../../launch/launch.ts";
import { planForTool } from "../../launch/plan-for-tool.ts";
import { modelCatalog } from "../../model/catalog.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { plan as planAsk } from "../dispatch.ts";
import { evaluateGpu } from "../gpu/evaluate.ts";
import { planWithin } from "../gpu/plan-within.ts";
import { pinsOf } from "../gpu/search/pins.ts";
import type { Plan } from "../plan.ts";
import { explainPlan } from "./explain-plan.ts";
import type { Change, Explanation, Refusal } from "./explanation.ts";
import { memoryByRank } from "./memory-by-rank.ts";

const systems = ["dgx-a100-80", "dgx-h100", "dgx-h200", "dgx-b200"];

function explained(model: string, system: string, devices: number): Explanation {
  const outcome = explainPlan(askOf(model), choiceOf(system, devices));
  if (outcome.kind === "refusal") throw new Error(outcome.text);
  return outcome;
}

function refused(...args: Parameters<typeof explainPlan>): Refusal {
  const outcome = explainPlan(...args);
  if (outcome.kind !== "refusal") throw new Error("a plan was found");
  return outcome;
}

function planOfChange({ ask, choice, layout }: Change): Plan {
  if (!layout) throw new Error("a change on GPUs has a layout");
  return planned(evaluateGpu(ask, choice, layout));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("explainPlan", () => {
  it.each(launchTools)(
    "of a plan for %s tells the framework's own step, and holds it against the same framework",
    (tool) => {
      const [ask, choice] = [askOf("llama3-8b"), choiceOf("dgx-h100", 64)];
      const plan = planned(planForTool(ask, choice, tool));
      const told = explainPlan(ask, choice, plan);
      if (told.kind === "refusal") throw new Error(told.text);
      expect(told.stepTime).toBe(plan.stepTime);
      expect(sum(told.bars.map(({ secondsExposed }) => secondsExposed)) / plan.stepTime).toBeCloseTo(1, 9);
      expect(Math.max(...memoryByRank(ask, plan).map(({ used }) => used))).toBe(plan.memory.used);
      // What the search of the same framework chose, its neighbours of the same kind do not beat by much.
      const same = told.neighbours.filter(({ dimension }) => dimension === "micro batch");
      for (const { slower = 0, verdict } of same)
        if (verdict !== "does-not-fit") expect(slower).toBeGreaterThan(-0.001);
    },
  );

  it("tells the whole step and nothing but the step, for every model and number of devices that has a plan", () => {
    const models = fc.constantFrom(...modelCatalog.map(({ id }) => id));
    fc.assert(
      fc.property(models, fc.constantFrom(...systems), fc.integer({ min: 0, max: 11 }), (model, system, exponent) => {
        const outcome = explainPlan(askOf(model), choiceOf(system, 2 ** exponent));
        if (outcome.kind === "refusal") return;
        const { bars, stepTime, bounds, power, plan: found } = outcome;
        expect(stepTime).toBe(found.stepTime);
        expect(sum(bars.map((bar) => bar.secondsExposed)) / stepTime).toBeCloseTo(1, 9);
        expect(bars.every((bar) => bar.secondsExposed >= 0 && bar.secondsHidden >= 0)).toBe(true);
        for (const bound of bounds) expect(bound.speedUp).toBeGreaterThan(1 - 1e-9);
        expect(sum(power.states.map(({ seconds }) => seconds)) / stepTime).toBeCloseTo(1, 9);
        expect(JSON.parse(JSON.stringify(outcome))).toMatchObject({ kind: "explanation" });
      }),
      { seed: 20261120, numRuns: 30 },
    );
  });

  it.each([
    ["gpt3-175b", 1024],
    ["qwen3-235b-a22b", 256],
  ])("prices each neighbour that fits as the planner prices that layout by itself: %s", (model, devices) => {
    const ask = askOf(model);
    const choice = choiceOf("dgx-h100", devices);
    const { neighbours } = explained(model, "dgx-h100", devices);
    const possible = neighbours.filter(({ verdict }) => verdict !== "impossible" && verdict !== "does-not-fit");
    expect(possible.length).toBeGreaterThan(6);
    for (const { layout, stepTime } of possible) {
      const alone = layout && evaluateGpu(ask, choice, layout);
      expect(alone?.kind === "plan" && alone.stepTime).toBe(stepTime);
    }
  });

  it("names layouts that are found again where all that they say is pinned, none faster", () => {
    const models = fc.constantFrom(...modelCatalog.map(({ id }) => id));
    const hardware = fc.constantFrom(...systems, "a100-pcie-node", "gcp-a3-mega");
    fc.assert(
      fc.property(models, hardware, fc.integer({ min: 3, max: 11 }), (id, system, exponent) => {
        const [ask, choice] = [askOf(id, { globalBatchSize: 512 }), choiceOf(system, 2 ** exponent)];
        const told = explainPlan(ask, choice);
        if (told.kind === "refusal") return;
        const own = told.moves.filter(({ code }) => code === "layout");
        const near = told.neighbours.filter(({ verdict }) => verdict !== "does-not-fit" && verdict !== "impossible");
        const named = [
          ...near.map(({ layout, stepTime }) => [layout, stepTime] as const),
          ...own.map(({ layout, speedUp }) => [layout, told.stepTime / speedUp] as const),
        ];
        for (const [layout, stepTime] of named) {
          const again = planWithin(ask, choice, { pinned: pinsOf(layout!, ask.model.layers) });
          expect(again.kind === "plan" && again.stepTime / stepTime!).toBeCloseTo(1, 9);
        }
      }),
      { seed: 20261121, numRuns: 30 },
    );
  });

  it("tells what expert exchange hides behind another micro batch, and what it costs in the open", () => {
    const { plan, bars, neighbours } = explained("qwen3-235b-a22b", "dgx-h100", 256);
    expect(plan.layout).toMatchObject({ overlapExperts: true });
    const exchange = bars.find(({ cause }) => cause === "expert");
    expect(exchange?.secondsHidden).toBeGreaterThan(0);
    const open = neighbours.find(({ dimension }) => dimension === "expert exchange");
    expect(open?.text).toMatch(/^expert exchange in the open: [\d.]+ % slower, .* more expert exchange/);
  });

  it("says of a neighbour that does not fit how much it needs and what there is", () => {
    const { neighbours } = explained("gpt3-175b", "dgx-h100", 1024);
    const misfit = neighbours.find(({ verdict }) => verdict === "does-not-fit");
    expect(misfit?.text).toMatch(
      /: (does not fit|fits only without the reserve that a plan keeps): [\d.]+ GiB of 80.0 GiB/,
    );
  });

  it("puts full recompute at the overhead that Korthikanti et al. measured, 30 to 39% (arXiv 2205.05198, table 4, figure 8)", () => {
    const { neighbours } = explained("llama3-8b", "dgx-h100", 64);
    const full = neighbours.find(({ change }) => change === "recompute full instead of none");
    expect(full?.slower).toBeGreaterThan(0.25);
    expect(full?.slower).toBeLessThan(0.4);
  });

  it("lets nothing scale past Amdahl: compute without end leaves at least what is not compute", () => {
    const { bars, bounds, stepTime } = explained("gpt3-175b", "dgx-h100", 1024);
    const shrinking = new Set(["matrix", "attention", "logits", "recompute", "bubble", "straggler"]);
    const rest = sum(bars.filter(({ cause }) => !shrinking.has(cause)).map(({ secondsExposed }) => secondsExposed));
    const matrix = bounds.find(({ resource }) => resource === "matrix");
    expect(matrix?.stepTime).toBeGreaterThan(rest * (1 - 1e-9));
    expect(matrix?.speedUp).toBeLessThan(stepTime / rest);
  });

  it("promises no more of twice the network than of a network without end, layouts near by included", () => {
    const { moves, bounds, next } = explained("gpt3-175b", "dgx-h100", 1024);
    const gain = (code: string) => moves.find((move) => move.code === code)?.gain ?? 0;
    const bound = bounds.find(({ resource }) => resource === "network");
    expect(gain("network")).toBeGreaterThanOrEqual(1);
    expect(gain("network")).toBeLessThan((bound?.speedUp ?? 0) * 1.05);
    expect(next?.gain).toBe(Math.max(...moves.map((move) => move.gain)));
    expect(next?.text).toMatch(/\d+\.\d %/);
  });

  it("finds the batch that the GPUs share evenly, where an odd one leaves the search little choice", () => {
    const told = explainPlan(askOf("gpt2", { globalBatchSize: 512 }), choiceOf("dgx-h100", 7));
    if (told.kind === "refusal") throw new Error(told.text);
    expect(told.next).toMatchObject({ code: "even", layout: { dataParallel: 7 } });
    expect(told.next?.speedUp).toBeGreaterThan(2);
    const { layout, action } = told.next!;
    const sequences = layout!.dataParallel * layout!.microbatchSize * layout!.microbatches;
    expect(action).toBe(`Take a batch of ${sequences} sequences instead of 512, which 7 GPUs share evenly`);
  });

  it("puts nothing that makes the run longer before what does not", () => {
    const { moves, next } = explained("bloom-176b", "dgx-a100-80", 384);
    const fewer = moves.find(({ code }) => code === "fewer");
    expect(fewer?.speedUp).toBeLessThan(0.75);
    const saved = 1 - 1 / (fewer?.gain ?? 1);
    expect(fewer?.text).toContain(`${(saved * 100).toFixed(1)} % less GPU time`);
    expect(moves.indexOf(fewer!)).toBe(moves.length - 1);
    expect(next?.speedUp).toBeGreaterThan(1);
  });

  it("tells fewer GPUs by their time, not as a gain of speed, and another layout by what is other about it", () => {
    const { moves } = explained("pythia-1.4b", "dgx-h100", 4096);
    expect(moves.find(({ code }) => code === "fewer")?.text).toMatch(
      /^Take half the GPUs, 2,048: [\d.]+ % less GPU time for the same tokens, the run 1\.\d\d times as long\.$/,
    );
    expect(moves.find(({ code }) => code === "layout")?.text).toMatch(/micro batch 1, ZeRO 0, which/);
  });

  it("keeps what is fixed by hand in every move but the one that lets it go, and blames it for what it rules out", () => {
    const [ask, choice] = [askOf("gpt3-175b"), choiceOf("dgx-h100", 1024)];
    const pinned = { tensorParallel: 8, pipelineParallel: 8 } as const;
    const plan = planned(planWithin(ask, choice, { pinned }));
    const told = explainPlan(ask, choice, plan, pinned);
    if (told.kind === "refusal") throw new Error(told.text);
    const free = told.moves.find(({ code }) => code === "unpin");
    expect(free?.text).toMatch(/^Let tensor 8(, pipeline 8)? go and take tensor \d/);
    expect(free?.speedUp).toBeCloseTo(plan.stepTime / planned(planAsk(ask, choice)).stepTime, 9);
    const others = told.moves.filter(({ code }) => code !== "unpin");
    expect(others.map(({ layout }) => layout)).toEqual(others.map(() => expect.objectContaining(pinned)));
    const faster = told.neighbours.filter(({ verdict }) => verdict === "faster");
    expect(faster.length).toBeGreaterThan(0);
    for (const { text, layout } of faster) {
      const kept = layout?.tensorParallel === 8 && layout.pipelineParallel === 8;
      expect(text).toMatch(kept ? /which the usual search does not look at/ : /which what is fixed rules out \(/);
    }
  });

  it("credits hardware and batch with their own doing, and tells a layout that the search leaves alone by itself", () => {
    for (const [model, devices] of [
      ["gpt3-175b", 1024],
      ["llama3-70b", 512],
    ] as const) {
      const { moves, neighbours } = explained(model, "dgx-h100", devices);
      for (const { code, layout } of moves) {
        if (code === "layout") continue;
        expect(layout?.schedule).toBeUndefined();
        expect(layout?.offloadedLayers ?? layout?.offloadedOptimizer ?? 0).toBe(0);
      }
      const other = moves.find(({ code }) => code === "layout");
      expect(other?.text).toContain("which the usual search does not look at");
      const faster = neighbours.filter(({ verdict }) => verdict === "faster");
      expect(other?.gain).toBeGreaterThanOrEqual(1 / (1 + Math.min(...faster.map(({ slower = 0 }) => slower))) - 1e-9);
    }
  });

  it("shards weights and gradients beside a pipeline where the framework does, as its search does", () => {
    const [ask, choice] = [askOf("llama3-8b"), choiceOf("dgx-h100", 64)];
    const neighboursOf = (pinned: { pipelineParallel?: number }) => {
      const plan = planned(planForTool(ask, choice, "torchtitan", pinned));
      const told = explainPlan(ask, choice, plan, pinned);
      if (told.kind === "refusal") throw new Error(told.text);
      return told.neighbours;
    };
    const cut = neighboursOf({}).filter(({ dimension }) => dimension === "pipeline");
    expect(cut.map(({ layout }) => layout?.zeroStage)).toEqual([2]);
    const sharded = neighboursOf({ pipelineParallel: 4 }).filter(({ dimension }) => dimension === "ZeRO");
    expect(sharded.map(({ layout }) => layout?.zeroStage)).toEqual([0, 1, 3]);
  });

  it("says of exchanges, shard groups, placement and the host's memory, too, what they would cost", () => {
    const dimensions = (model: string, devices: number) =>
      explained(model, "dgx-h100", devices).neighbours.map(({ dimension, change }) => `${dimension}: ${change}`);
    const sharded = dimensions("llama3-70b", 512);
    expect(sharded).toContain("context exchange: keys and values gathered instead of around a ring");
    expect(sharded).toContain("shards: weights sharded over 8 ranks instead of 512");
    expect(sharded).toContainEqual(
      expect.stringMatching(/^offload: activations of \d+ layers .* instead of recomputed$/),
    );
    expect(dimensions("gpt3-175b", 1024)).toContain("placement: stages before data ranks on the topology");
  });

  it("takes a layout chosen by hand as it is, though it fills what a search leaves free", () => {
    const ask = askOf("gpt3-175b");
    const choice = choiceOf("dgx-h100", 1024);
    const tight = explained("gpt3-175b", "dgx-h100", 1024)
      .neighbours.map(({ layout, bytes = 0 }) => ({ layout, share: bytes / (80 * 2 ** 30) }))
      .find(({ layout, share }) => layout && share > 0.945 && share < 1);
    if (!tight?.layout) throw new Error("some neighbour fits only without the reserve");
    const outcome = explainPlan(ask, choice, evaluateGpu(ask, choice, tight.layout));
    if (outcome.kind === "refusal") throw new Error(outcome.text);
    expect(outcome.moves.find(({ code }) => code === "network")?.gain).toBeGreaterThanOrEqual(1);
    expect(outcome.moves.find(({ code }) => code === "batch")?.gain).toBeGreaterThanOrEqual(1);
  });

  it("puts the draw of a step between a cluster at rest and one at full load", () => {
    const { power } = explained("llama3-8b", "dgx-h100", 64);
    expect(power.watts).toBeGreaterThan(8 * 0.3 * 10_200);
    expect(power.watts).toBeLessThan(8 * 10_200);
    expect(power.states.find(({ state }) => state === "communicate")?.assumed).toBe(true);
  });

  it("counts one step and one device as one", () => {
    const told = explainPlan(askOf("gpt2", { tokens: tokens(1000) }), choiceOf("dgx-h100", 1));
    if (told.kind === "refusal") throw new Error(told.text);
    expect(told.between.at(-1)?.text).toMatch(/spread over 1 step\.$/);
    expect(told.neighbours.map(({ text }) => text)).toContain(
      "tensor 2 instead of 1: impossible, 1 device does not divide by 2.",
    );
  });

  it("refuses with what was needed, what there is, and changes each of which plans", () => {
    const ask = askOf("llama3-70b");
    const { infeasible, changes, text, missing } = refused(ask, choiceOf("dgx-h100", 8));
    expect(missing).toBe(infeasible.needed - infeasible.available);
    expect(changes.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["layout", "devices", "system"]));
    for (const change of changes) expect(planOfChange(change).stepTime).toBe(change.stepTime);
    expect(changes.map(({ distance }) => distance)).toEqual(changes.map(({ distance }) => distance).toSorted());
    expect(text).toContain(changes[0]?.text);
  });

  it("offers for every refusal of a drawn sample changes that fit once they are made", () => {
    let refusals = 0;
    const models = fc.constantFrom(...modelCatalog.map(({ id }) => id));
    const counts = fc.constantFrom(1, 2, 7, 8, 24, 64, 100, 128, 1000);
    const dtypes = fc.constantFrom("bf16", "bf16", "fp8", "fp4");
    const drawn = fc.tuple(models, fc.constantFrom("dgx-2", "aws-p4d", ...systems), counts, dtypes);
    fc.assert(
      fc.property(drawn, fc.constantFrom(undefined, 64, 360, 1111), ([model, system, devices, dtype], batch) => {
        const ask = askOf(model, { dtype, ...(batch === undefined ? {} : { globalBatchSize: batch }) });
        const outcome = explainPlan(ask, choiceOf(system, devices));
        if (outcome.kind !== "refusal") return;
        refusals++;
        expect(outcome.changes.length).toBeGreaterThan(0);
        for (const change of outcome.changes) {
          const { stepTime, memory } = planOfChange(change);
          expect(stepTime).toBe(change.stepTime);
          expect(memory.used).toBeLessThanOrEqual(memory.available);
        }
      }),
      { seed: 20261121, numRuns: 40 },
    );
    expect(refusals).toBeGreaterThan(15);
  });

  it("suggests the change of hardware that it also offers, on clusters of any size", () => {
    const described = (nodes: number, device: string) => {
      const found = clusterOfJson({ device, nodes, network: { perDeviceGbps: 400 } });
      if ("refusal" in found) throw new Error("a cluster is one");
      const { system, devices } = found.cluster;
      return { system: system.id, devices, described: system };
    };
    const one = refused(askOf("llama3-70b"), described(1, "h200-sxm"));
    const larger = one.changes.find(({ kind }) => kind === "system");
    const label = findSystem(larger?.choice.system ?? "")?.label;
    expect(one.infeasible.suggestion).toContain(`GPUs of ${label},`);
    const many = refused(askOf("llama3-70b"), described(100_000, "h100-sxm"));
    const fewer = many.changes.find(({ kind }) => kind === "devices");
    expect(many.infeasible.suggestion).toContain("131,072 GPUs");
    expect(fewer?.choice.devices).toBe(131_072);
  });

  it("offers the nearest batch or number of devices where neither divides, and a format that the GPU has", () => {
    const odd = refused(askOf("llama3-8b"), choiceOf("dgx-h100", 100));
    expect(odd.changes.length).toBe(2);
    for (const change of odd.changes) expect(planOfChange(change).stepTime).toBe(change.stepTime);
    const lacking = refused(askOf("gpt2", { dtype: "fp8" }), choiceOf("dgx-a100-80", 8));
    expect(lacking.changes[0]).toMatchObject({ kind: "dtype", ask: { dtype: "bf16" } });
    const long = refused(askOf("gpt2", { sequenceLength: 4096 }), choiceOf("dgx-h100", 8));
    expect(long.changes[0]?.ask.sequenceLength).toBe(1024);
  });

  it("explains plans on GPUs only, naming what it received", () => {
    expect(() => explainPlan(askOf("gpt-j-6b"), choiceOf("cs-2", 1))).toThrow(/received one on cs-2/);
  });

  it.each([
    ["gpt2", "cs-2", 2, { globalBatchSize: 7 }, /^Take 1 system instead of 2/],
    // One number of systems, not two after each other.
    ["llama3-8b", "cs-2", 193, {}, /^Take 128 systems instead of 193: a step of/],
    ["llama3-8b", "cs-2", 2, { dtype: "fp8" }, /^Train in bf16: a step of/],
    ["falcon-7b", "cs-2", 78, { globalBatchSize: 1024, sequenceLength: 300_000 }, /64 systems.*, and cut sequences to/],
    ["llama2-7b", "cs-1", 1, { sequenceLength: 300_000 }, /Cerebras CS-3, and cut sequences to/],
    ["bloom-7b1", "cs-1", 1, {}, /Cerebras CS-2/],
    ["bloom-7b1", "cs-1", 16, {}, /^Take 1 of Cerebras CS-2/],
  ] as const)(
    "of wafers offers what fits, two changes where one is not enough: %s on %d",
    (...[id, system, devices, wish, told]) => {
      const { changes } = refused(askOf(id, wish), choiceOf(system, devices));
      expect(changes[0]?.text).toMatch(told);
      for (const change of changes) expect(planAsk(change.ask, change.choice).kind).toBe("plan");
    },
  );

  it("offers GPUs for a model that no wafer streams", () => {
    const trillions = { ...askOf("deepseek-v3").model, layers: 120 };
    const { changes } = refused(askOf("deepseek-v3", { model: trillions }), choiceOf("cs-3", 4));
    expect(changes.map(({ text }) => text).join(" ")).toMatch(/^Take [\d,]+ GPUs in [\d,]+ DGX H100: .* DGX B200: /);
    for (const change of changes) expect(planAsk(change.ask, change.choice).kind).toBe("plan");
  });
});
