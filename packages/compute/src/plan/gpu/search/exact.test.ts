// Guarantee: the search finds the optimum of trying everything, over every feature, and all that it tries is legal.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findModel } from "../../../model/catalog.ts";
import type { ModelShape } from "../../../model/shape.ts";
import { findSystem } from "../../../hardware/catalog.ts";
import { checkLayout } from "../check-layout.ts";
import { machineOf } from "../machine.ts";
import { rankMemory } from "../memory.ts";
import { searchLayouts } from "../search.ts";
import { softwareCatalog, type SoftwareId } from "../software.ts";
import { stepCost } from "../step.ts";
import { workload, type GpuWorkload } from "../workload.ts";
import { allLayouts, sizeOf, tidy } from "./candidate.ts";
import { fits } from "./climb.ts";
import { nodesOf } from "./node.ts";
import { defaultSpace, wholeSpace, type SearchSpace } from "./space.ts";

interface Case {
  readonly layers: number;
  readonly heads: number;
  readonly experts: boolean;
  readonly devices: number;
  readonly batch: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly software: SoftwareId;
}

function modelOf({ layers, heads, experts }: Case): ModelShape {
  const like = findModel("llama3-8b");
  if (!like) throw new Error("llama3-8b is in the catalog");
  const shape = { ...like, id: "drawn", layers, heads, keyValueHeads: 4, headSize: 128, hidden: heads * 128 };
  if (!experts) return { ...shape, feedForward: 4096 };
  return { ...shape, feedForward: 4096, experts: { count: 4, active: 2, feedForward: 2048, sharedFeedForward: 1024 } };
}

function workOfCase(drawn: Case): GpuWorkload {
  const system = findSystem(drawn.system);
  if (system?.kind !== "gpu") throw new Error(`${drawn.system} is a GPU system`);
  return workload({
    model: modelOf(drawn),
    sequenceLength: 4096,
    globalBatchSize: drawn.batch,
    dtype: "bf16",
    machine: { ...machineOf(system), memory: drawn.memoryGiB * 2 ** 30 },
    software: softwareCatalog[drawn.software],
    devices: drawn.devices,
  });
}

const cases: fc.Arbitrary<Case> = fc.record({
  layers: fc.integer({ min: 2, max: 9 }),
  heads: fc.constantFrom(8, 16),
  experts: fc.boolean(),
  devices: fc.constantFrom(1, 2, 4, 6, 8, 16),
  batch: fc.constantFrom(8, 16, 24),
  // From none that fits to everything fits.
  memoryGiB: fc.integer({ min: 3, max: 24 }),
  system: fc.constantFrom("dgx-a100-80", "dgx-h100", "gb200-nvl72"),
  software: fc.constantFrom(...(Object.keys(softwareCatalog) as SoftwareId[])),
});

/** A part of the whole space that can be tried through: at most two features are open. */
function someSpace(work: GpuWorkload, open: readonly string[]): SearchSpace {
  const whole = wholeSpace(work);
  const usual = defaultSpace(work);
  return {
    ...usual,
    contextParallel: [1, 2],
    expertTensorParallel: [1, 2, 4],
    microbatchSizes: [1, 2, 4],
    ...(open.includes("schedules") ? { schedules: whole.schedules, unevenMax: 1 } : {}),
    ...(open.includes("exchange")
      ? {
          sequenceParallel: [true, false],
          gatherAgain: [true, false],
          scatterPipeline: [true, false],
          contextExchanges: whole.contextExchanges,
        }
      : {}),
    ...(open.includes("placing") ? { orders: whole.orders } : {}),
    ...(open.includes("states")
      ? { zeroStages: whole.zeroStages, overlapGradients: [true, false], overlapParameters: [true, false] }
      : {}),
    ...(open.includes("offload") ? { offloadedOptimizer: [0, 0.5, 1] } : {}),
    ...(open.includes("layers") ? { offloadedLayers: true } : {}),
    chunksAlike: open.includes("alike"),
    shardRanks: [2, 4],
  };
}

const names = ["schedules", "exchange", "placing", "states", "offload", "layers", "alike"] as const;
const features = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 });

const most = 30_000;
const sizeOfSpace = (work: GpuWorkload, space: SearchSpace): number =>
  nodesOf(work, space).reduce((sum, node) => sum + sizeOf(space, node), 0);

describe("searchLayouts", () => {
  it("finds the optimum of trying every layout, on drawn models, machines and spaces", () => {
    let compared = 0;
    fc.assert(
      fc.property(cases, features, (drawn, open) => {
        const work = workOfCase(drawn);
        const space = someSpace(work, open);
        fc.pre(sizeOfSpace(work, space) < most);
        let best = Infinity;
        let tried = 0;
        for (const layout of allLayouts(work, space)) {
          tried++;
          const memory = rankMemory(work, layout);
          if (fits(work, layout, memory)) best = Math.min(best, stepCost(work, layout).total);
        }
        const found = searchLayouts(work, space);
        expect(found.considered).toBe(tried);
        expect(found.best?.cost.total ?? Infinity).toBe(best);
        if (best < Infinity) compared++;
      }),
      { seed: 4, numRuns: 50 },
    );
    expect(compared).toBeGreaterThan(25);
  });

  it("leaves out no micro batch that any layout could hold, up to the whole batch", () => {
    const sizes = [1, 2, 4, 8, 16, 32, 64];
    let [compared, left] = [0, 0];
    fc.assert(
      fc.property(cases, features, fc.constantFrom(128, 2048, 4096), (drawn, open, sequenceLength) => {
        const work = { ...workOfCase({ ...drawn, batch: 64 }), sequenceLength };
        const space = { ...someSpace(work, open), contextParallel: [1], microbatchSizes: sizes };
        // On a machine that holds everything nothing is left out.
        const boundless = { ...work, machine: { ...work.machine, memory: 2 ** 60 } };
        fc.pre(sizeOfSpace(boundless, space) < most);
        let [best, tried] = [Infinity, 0];
        for (const layout of allLayouts(boundless, space)) {
          tried++;
          if (fits(work, layout, rankMemory(work, layout))) best = Math.min(best, stepCost(work, layout).total);
        }
        const found = searchLayouts(work, space);
        expect(found.best?.cost.total ?? Infinity).toBe(best);
        if (best < Infinity) compared++;
        if (found.considered < tried) left++;
      }),
      { seed: 7, numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(25);
    expect(left).toBeGreaterThan(15);
  });

  it("takes a micro batch above 32 where it is the fastest: short sequences of a small model", () => {
    const like = findModel("gpt2");
    const system = findSystem("dgx-h100");
    if (!like || system?.kind !== "gpu") throw new Error("gpt2 and dgx-h100 are in the catalogs");
    const work = workload({
      model: like,
      sequenceLength: 128,
      globalBatchSize: 4096,
      dtype: "bf16",
      machine: machineOf(system),
      software: softwareCatalog["megatron-core"],
      devices: 8,
    });
    const usual = defaultSpace(work);
    const { best } = searchLayouts(work, usual);
    const small = searchLayouts(work, { ...usual, microbatchSizes: [1, 2, 4, 8, 16, 32] });
    expect(best?.layout.microbatchSize).toBeGreaterThan(32);
    expect(best?.cost.total).toBeLessThan(small.best?.cost.total ?? 0);
  });

  it("prices its choice as an evaluation by hand does", () => {
    fc.assert(
      fc.property(cases, features, (drawn, open) => {
        const work = workOfCase(drawn);
        const { best } = searchLayouts(work, someSpace(work, open));
        if (!best) return;
        expect(stepCost(work, best.layout)).toEqual(best.cost);
        expect(rankMemory(work, best.layout)).toEqual(best.memory);
        expect(Object.values(best.layout)).not.toContain(undefined);
      }),
      { seed: 5, numRuns: 60 },
    );
  });
});

describe("allLayouts", () => {
  it("names every layout once, and each is legal", () => {
    fc.assert(
      fc.property(cases, features, (drawn, open) => {
        const work = workOfCase(drawn);
        const seen = new Set<string>();
        let count = 0;
        const space = someSpace(work, open);
        fc.pre(sizeOfSpace(work, space) < most);
        for (const layout of allLayouts(work, space)) {
          count++;
          if (count % 7 !== 0) continue;
          seen.add(JSON.stringify(tidy(layout)));
          const broken = checkLayout(work, layout);
          // What a host cannot hold is a matter of memory, refused when a layout is chosen.
          if (broken && broken.code !== "layout.host")
            throw new Error(`${broken.text} ${JSON.stringify(tidy(layout))}`);
        }
        expect(seen.size).toBe(Math.floor(count / 7));
      }),
      { seed: 6, numRuns: 25 },
    );
  });
});
