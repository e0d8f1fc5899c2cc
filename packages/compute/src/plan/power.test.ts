// Guarantee: energy is draw times time, state by state; what was measured says so and what is assumed says so.
import { seconds } from "@ingot/units";
import { describe, expect, it } from "vitest";
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
    expect(stepPower(system, 2, [bar("matrix", 3)]).watts).toBeCloseTo(2 * system.nodePower.value, 6);
    expect(stepPower(system, 2, [bar("bubble", 3)]).watts).toBeCloseTo(2 * system.nodePowerIdle.value, 6);
  });

  it("adds up over the states of a step, hidden time left out", () => {
    const { nodePower, nodePowerIdle } = system;
    const range = nodePower.value - nodePowerIdle.value;
    const power = stepPower(system, 1, [
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
