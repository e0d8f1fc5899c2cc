// Guarantee: what the page draws is the plan: rectangles inside the mesh, shares of the step, streams in their order.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../hardware/catalog.ts";
import type { WaferSystem } from "../../hardware/system.ts";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { drawDefects, withDeadCore } from "./defects/defect-map.ts";
import { isMesh, repairAgain, repairWafer } from "./defects/repair.ts";
import { fabricOf, type FloorRectangle, waferFloorplan, type WaferFloorplan } from "./floorplan.ts";
import { planWafer } from "./plan-wafer.ts";
import { waferScaling } from "./scaling.ts";
import { streamingTimeline } from "./timeline.ts";

const cs3 = findSystem("cs-3") as WaferSystem;
const ask = askOf("gpt-j-6b");
const plan = planned(planWafer(ask, choiceOf("cs-3", 4)));

function floorOf(...of: Parameters<typeof waferFloorplan>): WaferFloorplan {
  const floor = waferFloorplan(...of);
  if ("kind" in floor) throw new Error(floor.why.reason);
  return floor;
}

function expectInside(floor: WaferFloorplan, { x, y, width, height }: FloorRectangle): void {
  expect(x).toBeGreaterThanOrEqual(0);
  expect(y).toBeGreaterThanOrEqual(0);
  expect(x + width).toBeLessThanOrEqual(floor.fabric.meshColumns);
  expect(y + height).toBeLessThanOrEqual(floor.fabric.meshRows);
}

describe("a streamed floor", () => {
  const floor = floorOf(ask, plan);

  it("gives each kernel its turn on the whole wafer, and all of the step but tree and fill", () => {
    expect(floor.rectangles.map(({ name }) => name)).toEqual([
      "qkv",
      "scores",
      "values",
      "output",
      "up",
      "down",
      "head",
    ]);
    expect(floor.rectangles.map(({ turn }) => turn)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    for (const rectangle of floor.rectangles) expectInside(floor, rectangle);
    const shares = floor.rectangles.reduce((sum, { shareOfStep }) => sum + shareOfStep, 0);
    const tree = plan.waterfall.filter(({ cause }) => cause === "tree" || cause === "fill");
    const rest = tree.reduce((sum, bar) => sum + bar.secondsExposed, 0) / plan.stepTime;
    expect(shares + rest).toBeCloseTo(1, 6);
    expect(floor.stepTime).toBeCloseTo(plan.stepTime, 9);
  });

  it.each(["gpt2", "llama3-8b", "gemma2-9b"])(
    "holds no more at once than the plan's memory, whatever the vocabulary of %s",
    (id) => {
      const wide = askOf(id);
      const made = planned(planWafer(wide, choiceOf("cs-3", 4)));
      for (const { memory } of floorOf(wide, made).rectangles) {
        expect(memory).toBeGreaterThan(0);
        expect(memory).toBeLessThanOrEqual(made.memory.used);
      }
    },
  );

  it("on a wafer with defects is slightly smaller and slightly slower, and names every dead core", () => {
    const defects = drawDefects({ seed: "floor", mean: 46 }, fabricOf({ system: cs3 }));
    const marked = floorOf(ask, plan, { defects });
    expect(marked.fabric.deadCores.length).toBe(defects.deadCount);
    for (const { row, column } of marked.fabric.deadCores) expect(defects.dead[row * defects.columns + column]).toBe(1);
    expect(marked.fabric.meshRows).toBeLessThan(floor.fabric.meshRows);
    expect(marked.fabric.coreShare).toBeGreaterThan(0.99);
    expect(marked.stepTime).toBeGreaterThanOrEqual(floor.stepTime * 0.999);
    expect(marked.stepTime).toBeLessThan(floor.stepTime * 1.05);
    for (const rectangle of marked.rectangles) expectInside(marked, rectangle);
  });

  it("cuts attention along its heads, however short the sequence", () => {
    const short = askOf("gpt-j-6b", { sequenceLength: 128 });
    const floor128 = floorOf(short, planned(planWafer(short, choiceOf("cs-3", 4))));
    const [scores, output] = ["scores", "output"].map((name) =>
      floor128.rectangles.find((each) => each.name === name)!,
    );
    expect(scores!.width * scores!.height).toBe(output!.width * output!.height);
  });

  it("keeps its size when a core dies and the spare row takes it", () => {
    const before = drawDefects({ seed: "degrades", mean: 46 }, fabricOf({ system: cs3 }));
    const mesh = repairWafer(before);
    if (!isMesh(mesh)) throw new Error(mesh.reason);
    const defects = withDeadCore(before, 600, 400);
    const change = repairAgain(defects, mesh);
    if (change.kind !== "kept") throw new Error(change.kind);
    const [then, now] = [
      floorOf(ask, plan, { defects: before, mesh }),
      floorOf(ask, plan, { defects, mesh: change.mesh }),
    ];
    expect(now.fabric.meshRows).toBe(then.fabric.meshRows);
    expect(now.fabric.deadCores.length).toBe(then.fabric.deadCores.length + 1);
    expect(now.stepTime).toBe(then.stepTime);
  });

  it("has no floor where a column has no live core, with the numbers", () => {
    const { rows, columns } = fabricOf({ system: cs3 });
    const dead = new Uint8Array(rows * columns);
    for (let row = 0; row < rows; row++) dead[row * columns] = 1;
    const defects = { rows, columns, dead, deadCount: rows };
    expect(waferFloorplan(ask, plan, { defects })).toMatchObject({ kind: "no-floor" });
  });

  it("refuses a plan of GPUs", () => {
    const gpu = { ...plan, layout: { ...plan.layout, kind: "gpu" } } as unknown as typeof plan;
    expect(() => waferFloorplan(ask, gpu)).toThrow(/received one of "gpu"/);
  });
});

describe("a pipelined floor", () => {
  const small = askOf("gpt2");
  const whole = planned(planWafer(small, choiceOf("cs-2", 1), { execution: "pipelined" }));
  const floor = floorOf(small, whole);

  it("holds every layer and the output layer side by side, none on another", () => {
    expect(floor.rectangles.length).toBe(13);
    for (const [index, one] of floor.rectangles.entries()) {
      expectInside(floor, one);
      for (const other of floor.rectangles.slice(index + 1)) {
        const apart =
          one.x + one.width <= other.x ||
          other.x + other.width <= one.x ||
          one.y + one.height <= other.y ||
          other.y + other.height <= one.y;
        expect(apart, `${one.name} and ${other.name}`).toBe(true);
      }
    }
  });

  it.each(["cs-1", "cs-2"])("of %s is as fast as the plan said: both tell the same placement", (system) => {
    const plan = planned(planWafer(small, choiceOf(system, 1), { execution: "pipelined" }));
    expect(floorOf(small, plan).stepTime).toBeCloseTo(plan.stepTime, 12);
  });

  it("is not tried for more layers than can be placed while somebody waits", () => {
    const deep = askOf("gpt2", { model: { ...small.model, layers: 400, hidden: 128, heads: 2, feedForward: 512 } });
    const outcome = planWafer(deep, choiceOf("cs-2", 1), { execution: "pipelined" });
    expect(outcome).toMatchObject({ reason: { code: "layers" }, needed: 400, available: 128 });
  });

  it("is refused before a plan is told where no way was found to place it, though its areas would fit", () => {
    const t5 = askOf("t5-base", { sequenceLength: 2048 });
    const outcome = planWafer(t5, choiceOf("cs-2", 1), { execution: "pipelined" });
    expect(outcome).toMatchObject({ kind: "infeasible", reason: { code: "placement" } });
  });

  it("is the only way of CS-1, and refused above a billion parameters", () => {
    const cs1 = planned(planWafer(small, choiceOf("cs-1", 1)));
    expect(cs1.layout).toMatchObject({ execution: "pipelined" });
    const large = planWafer(askOf("gpt-j-6b"), choiceOf("cs-1", 1));
    if (large.kind !== "infeasible") throw new Error("6 billion parameters do not lie on 400,000 cores");
    expect(large.reason).toMatchObject({
      code: "parameters",
      text: expect.stringMatching(/models of up to 1.00 G whole/),
    });
    expect(large.suggestion).toMatch(/CS-2 or CS-3/);
  });
});

describe("streamingTimeline", () => {
  const timeline = streamingTimeline(ask, plan);

  it("tells every layer forward and then backward, with the output layer between, within the step", () => {
    const compute = timeline.segments.filter(({ lane }) => lane === "compute");
    const layers = compute.map(({ layer }) => layer);
    const up = Array.from({ length: 28 }, (_, layer) => layer);
    expect(layers).toEqual([...up, 28, ...up.toReversed()]);
    for (const [index, segment] of compute.entries()) {
      expect(segment.from).toBeGreaterThanOrEqual(compute[index - 1]?.to ?? 0);
    }
    expect(timeline.microbatchTime * timeline.repeats + timeline.treeTime).toBeLessThan(1.02 * plan.stepTime);
    expect(timeline.microbatchTime * timeline.repeats + timeline.treeTime).toBeGreaterThan(0.97 * plan.stepTime);
  });

  it("brings a layer's weights before it computes and takes its gradients out after", () => {
    const of = (lane: string, pass: string, layer: number) =>
      timeline.segments.find((each) => each.lane === lane && each.pass === pass && each.layer === layer)!;
    for (const layer of [0, 13, 27]) {
      for (const pass of ["forward", "backward"]) {
        expect(of("weights-in", pass, layer).to).toBeLessThanOrEqual(of("compute", pass, layer).from + 1e-9);
      }
      expect(of("gradients-out", "backward", layer).from).toBeGreaterThanOrEqual(of("compute", "backward", layer).to);
    }
    for (const busy of Object.values(timeline.busy)) expect(busy).toBeLessThanOrEqual(1 + 1e-9);
  });

  it("refuses a model that lives on the wafer: nothing streams", () => {
    const small = askOf("gpt2");
    const whole = planned(planWafer(small, choiceOf("cs-2", 1), { execution: "pipelined" }));
    expect(() => streamingTimeline(small, whole)).toThrow(/received a pipelined one/);
  });
});

describe("waferScaling", () => {
  it("is the same program on 1 to 16 systems: faster with each, for more system hours in all", () => {
    const points = waferScaling(ask, "cs-2");
    expect(points.map(({ systems }) => systems)).toEqual([1, 2, 4, 8, 16]);
    for (const [index, point] of points.entries()) {
      const before = points[index - 1];
      if (!before) continue;
      expect(point.duration!).toBeLessThan(before.duration!);
      expect(point.systemHours!).toBeGreaterThan(before.systemHours! * 0.99);
      expect(point.efficiency!).toBeLessThanOrEqual(1);
    }
    expect(points.at(-1)!.efficiency!).toBeGreaterThan(0.7);
  });

  it("says why where a number of systems does not share the batch", () => {
    const [, odd] = waferScaling(askOf("gpt-j-6b", { globalBatchSize: 64 }), "cs-2", [1, 3]);
    expect(odd).toMatchObject({ systems: 3, duration: null });
    expect(odd?.outcome.kind).toBe("infeasible");
  });
});
