// Guarantee: the front holds every layout that none beats in time, cost, energy and headroom at once, and no other.
import { describe, expect, it } from "vitest";
import { askOf, choiceOf } from "../../ask.test-kit.ts";
import { stepPower } from "../../power.ts";
import { gpuSystemOf, workOf } from "../evaluate.ts";
import { rankMemory } from "../memory.ts";
import { searchLayouts } from "../search.ts";
import { stepCost } from "../step.ts";
import { waterfallOf } from "../waterfall.ts";
import { allLayouts } from "./candidate.ts";
import { fits } from "./climb.ts";
import { planWithin } from "../plan-within.ts";
import { paretoFront } from "./pareto.ts";
import { pinsAt } from "./pins.ts";
import { defaultSpace } from "./space.ts";

type Figures = readonly [time: number, cost: number, energy: number, lessHeadroom: number];

const beats = (one: Figures, other: Figures): boolean =>
  one.every((value, index) => value <= (other[index] ?? 0)) && one.some((value, index) => value < (other[index] ?? 0));

describe("paretoFront", () => {
  const ask = askOf("gpt2-xl");
  const choices = [4, 8, 16].map((devices) => choiceOf("dgx-a100-80", devices));

  it("equals the layouts that a comparison of all pairs leaves", () => {
    const all: Figures[] = [];
    for (const choice of choices) {
      const system = gpuSystemOf(choice);
      const work = workOf(ask, choice, system);
      for (const layout of allLayouts(work, { ...defaultSpace(work), perLayer: false })) {
        const memory = rankMemory(work, layout);
        if (!fits(work, layout, memory)) continue;
        const cost = stepCost(work, layout);
        const { joules } = stepPower(system, choice.devices, waterfallOf(cost));
        all.push([cost.total, cost.total * choice.devices, joules, 0 - (work.machine.memory - memory.total)]);
      }
    }
    const left = new Set(all.filter((one) => !all.some((other) => beats(other, one))).map((one) => one.join(" ")));
    const front = paretoFront(ask, choices, { spaceOf: (work) => ({ ...defaultSpace(work), perLayer: false }) });
    const told = front.map(({ stepTime, deviceSeconds, energyPerStep, headroom }) =>
      [stepTime, deviceSeconds, energyPerStep, 0 - headroom].join(" "),
    );
    expect(new Set(told)).toEqual(left);
    expect(told.length).toBeGreaterThan(3);
  });

  it("begins with the fastest layout of the search", () => {
    const [fastest] = paretoFront(ask, choices);
    const choice = choiceOf("dgx-a100-80", 16);
    const found = searchLayouts(workOf(ask, choice, gpuSystemOf(choice)));
    expect(fastest?.stepTime).toBe(found.best?.cost.total);
    expect(fastest?.choice).toEqual(choice);
  });

  it("is what is left of all layouts where a part is pinned, and begins with the plan so pinned", () => {
    const pinned = { pipelineParallel: 2, recompute: "full" } as const;
    const held = paretoFront(ask, choices, { pinned });
    expect(held.length).toBeGreaterThan(1);
    for (const { layout } of held) expect(layout).toMatchObject(pinned);
    const made = planWithin(ask, choiceOf("dgx-a100-80", 16), { pinned });
    expect(held[0]?.stepTime).toBe(made.kind === "plan" ? made.stepTime : undefined);
  });

  it("lets the data ranks follow the devices where every degree is pinned", () => {
    const pinned = { tensorParallel: 1, pipelineParallel: 1, contextParallel: 1, dataParallel: 8 };
    const ranks = paretoFront(ask, choices, { pinned }).map(({ choice, layout }) => [
      choice.devices,
      layout.dataParallel,
    ]);
    expect(new Set(ranks.map(String))).toEqual(new Set(["4,4", "8,8", "16,16"]));
    expect(pinsAt({ dataParallel: 8 }, 16)).toEqual({ dataParallel: 8 });
    expect(pinsAt(pinned, 8)).toEqual(pinned);
  });

  it("is empty where nothing fits", () => {
    expect(paretoFront(askOf("gpt3-175b"), [choiceOf("dgx-a100-80", 8)])).toEqual([]);
  });
});
