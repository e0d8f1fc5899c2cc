// Guarantee: what a step exchanges and reads is told whole, whether it shows or hides behind other work.
import { describe, expect, it } from "vitest";
import { keyValueBytes } from "./activation-size.ts";
import { sendSeconds } from "./collective.ts";
import { layoutWith, workFor } from "./layout.test-kit.ts";
import { stepCost } from "./step.ts";
import { inputBar, stepBars } from "./waterfall.ts";

describe("the ring of keys and values", () => {
  const layout = layoutWith({ tensorParallel: 1, sequenceParallel: false, dataParallel: 16, contextParallel: 8 });
  // Nine layers between, and on the last stage eight with the output layer, which take longer.
  const uneven = { ...layout, firstStageLayers: 6, lastStageLayers: 8 };

  it.each([
    ["in the open, but for a part", 4096, layout, 8],
    ["all of it behind attention", 65_536, layout, 8],
    ["on the stage that sets the pace", 4096, uneven, 8],
  ] as const)("goes around once forward and twice backward, %s", (_, sequenceLength, of, layers) => {
    const work = workFor("llama3-8b", { sequenceLength });
    const bar = stepBars(work, of, stepCost(work, of)).find(({ cause }) => cause === "context");
    const once = 7 * sendSeconds(work, keyValueBytes(work, of), true);
    const told = (bar?.secondsExposed ?? 0) + (bar?.secondsHidden ?? 0);
    expect(bar?.secondsHidden).toBeGreaterThan(0);
    expect(told / (3 * layers * of.microbatches * once)).toBeCloseTo(1, 9);
  });
});

describe("inputBar", () => {
  it("reads a batch at the store's rate by GPUs: a rack of 72 as fast as nine nodes of 8", () => {
    const seconds = (system: string) => inputBar(workFor("llama3-8b", { system, devices: 144 })).secondsHidden;
    expect(seconds("gb200-nvl72") / seconds("dgx-b200")).toBeCloseTo(1, 9);
  });
});
