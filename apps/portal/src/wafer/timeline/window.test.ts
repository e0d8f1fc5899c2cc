// Guarantee: the timeline is drawn to scale: round moments, what is in the window, and each pass once in the table.
import { findModel, planWafer, streamingTimeline } from "@ingot/compute";
import { tokens } from "@ingot/units";
import { expect, it } from "vitest";
import { lanes, nameOf, passRows, seen, segmentAt, ticks } from "./window.ts";

function timeline() {
  const model = findModel("gpt2");
  if (!model) throw new Error("the catalog has GPT-2");
  const ask = { model, tokens: tokens(1e9), sequenceLength: 1024, globalBatchSize: 512, dtype: "bf16" as const };
  const plan = planWafer(ask, { system: "cs-2", devices: 2 });
  if (plan.kind !== "plan") throw new Error(plan.reason.text);
  return streamingTimeline(ask, plan);
}

it("marks round moments inside the window only", () => {
  expect(ticks({ from: 0, to: 1 }, 5)).toEqual([0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]);
  expect(ticks({ from: 13, to: 41 }, 3)).toEqual([20, 30, 40]);
  expect(ticks({ from: 1, to: 1 }, 5)).toEqual([]);
});

it("finds what happens at a moment on a lane, and nothing where it rests", () => {
  const told = timeline();
  const compute = told.segments.find(({ lane }) => lane === "compute");
  if (!compute) throw new Error("a micro batch computes");
  expect(segmentAt(told, "compute", (compute.from + compute.to) / 2)).toBe(compute);
  expect(segmentAt(told, "gradients-out", compute.from)).toBeNull();
  const window = { from: compute.from, to: compute.to };
  expect(seen(told, window)).toContain(compute);
  for (const segment of seen(told, window)) expect(segment.to >= window.from && segment.from <= window.to).toBe(true);
});

it("tells each pass of each layer once, and loses no time", () => {
  const told = timeline();
  const rows = passRows(told);
  expect(rows).toHaveLength(2 * told.layers + 1);
  expect(rows.at(0)?.name).toBe("Layer 1, forward");
  expect(rows.at(-1)?.name).toBe("Layer 1, backward");
  for (const { lane } of lanes) {
    const sum = rows.reduce((total, row) => total + (row.lengths[lane] ?? 0), 0);
    const drawn = told.segments
      .filter((each) => each.lane === lane)
      .reduce((total, { from, to }) => total + to - from, 0);
    expect(sum).toBeCloseTo(drawn, 9);
  }
  const head = told.segments.find(({ layer }) => layer === told.layers);
  expect(head && nameOf(head, told.layers)).toBe("Output layer, forward and backward");
});
