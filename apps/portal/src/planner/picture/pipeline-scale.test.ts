// Guarantee: a pipeline's time is drawn to scale on both sides of what is left out, and a pointer finds the time it points at.
import { expect, test } from "vitest";
import { breakWidth, pipelineScale, stageRows } from "./pipeline-scale.ts";

test("without a gap a second is as long everywhere", () => {
  const { x, seconds } = pipelineScale({ length: 8, elided: null }, 800);
  expect(x(2) - x(1)).toBe(100);
  expect(seconds(250)).toBe(2.5);
});

test("what is left out takes the room of a break, the rest keeps its scale", () => {
  const { x, seconds } = pipelineScale({ length: 10, elided: { from: 2, to: 8 } }, 400 + breakWidth);
  expect(x(2)).toBe(200);
  expect(x(8)).toBe(200 + breakWidth);
  expect(x(10)).toBe(400 + breakWidth);
  for (const moment of [0.5, 2, 5, 8, 9.5]) expect(seconds(x(moment))).toBeCloseTo(moment);
});

test("a stage's row says when it begins and how long its work takes", () => {
  const slots = {
    stage: Uint16Array.of(0, 1, 1, 0),
    microbatch: Uint16Array.of(0, 0, 0, 0),
    chunk: Uint8Array.of(0, 0, 0, 0),
    kind: Uint8Array.of(0, 0, 1, 1),
    start: Float64Array.of(0, 1, 2, 4),
    end: Float64Array.of(1, 2, 4, 6),
  };
  expect(stageRows({ stages: 2, slots })).toEqual([
    { stage: 0, begins: 0, forward: 1, backward: 2, weight: 0 },
    { stage: 1, begins: 1, forward: 1, backward: 2, weight: 0 },
  ]);
});
