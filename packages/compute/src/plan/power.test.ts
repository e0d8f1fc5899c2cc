// Guarantee: energy is draw times time, state by state; what was measured says so and what is assumed says so.
import { seconds } from "@ingot/units";
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "./ask.test-kit.ts";
import { plan as planAsk } from "./dispatch.ts";
import { gpuSystemOf } from "./gpu/evaluate.ts";
import { stateDraw, stateOfCause, stepPower } from "./power.ts";

const system = gpuSystemOf({ system: "dgx-h200", devices: 8 });
const bar = (cause: string, time: number) => ({
  cause,
  label: cause,
  secondsExposed: seconds(time),
  secondsHidden: seconds(9),
});

describe("stepPower", () => {
  it("draws a node's full load in matrix work and its rest while it waits", () => {
    expect(stepPower(system, 16, [bar("matrix", 3)]).watts).toBeCloseTo(2 * system.nodePower.value, 6);
    expect(stepPower(system, 16, [bar("bubble", 3)]).watts).toBeCloseTo(2 * system.nodePowerIdle.value, 6);
  });

  it("draws of a node or rack that is not filled the share of its devices", () => {
    const rack = gpuSystemOf({ system: "gb200-nvl72", devices: 8 });
    const bars = [bar("matrix", 2), bar("gradients", 1), bar("bubble", 1)];
    const whole = stepPower(rack, 72, bars);
    for (const devices of [1, 2, 8, 36, 100]) {
      expect(stepPower(rack, devices, bars).watts).toBeCloseTo((whole.watts * devices) / 72, 6);
    }
    const eight = planned(planAsk(askOf("llama3-8b", { globalBatchSize: 576 }), choiceOf("gb200-nvl72", 8)));
    const all = planned(planAsk(askOf("llama3-8b", { globalBatchSize: 576 }), choiceOf("gb200-nvl72", 72)));
    // The same work in the same words: about as many joules, not nine times as many.
    expect(eight.energyPerStep / all.energyPerStep).toBeCloseTo(1, 1);
  });

  it("adds up over the states of a step, hidden time left out", () => {
    const { nodePower, nodePowerIdle } = system;
    const range = nodePower.value - nodePowerIdle.value;
    const power = stepPower(system, 8, [
      bar("attention", 2),
      bar("elementwise", 1),
      bar("gradients", 1),
      bar("overhead", 1),
    ]);
    // By hand: 2 s at full load, 1 s at 94%, 1 s half way, 1 s at rest.
    expect(power.joules).toBeCloseTo(5 * nodePowerIdle.value + range * (2 + 0.94 + 0.5), 6);
    expect(power.watts).toBeCloseTo(power.joules / 5, 9);
    expect(power.states.map(({ seconds: time }) => time)).toEqual([3 - 1, 1, 1, 1]);
  });

  it("names the bench behind a share, and calls the share of communication an assumption", () => {
    expect(stateDraw.memory.source).toMatch(/measured on one H200/);
    expect(stateDraw.communicate).toMatchObject({ assumed: true });
    expect(stateOfCause("something new")).toBe("idle");
  });
});
