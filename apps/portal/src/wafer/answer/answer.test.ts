// Guarantee: the page draws the planner's own plan: what travelled and came back gives the same floor, step and prices.
import {
  type Ask,
  findModel,
  findSystem,
  planFields,
  planWafer,
  repairWafer,
  streamingTimeline,
  verifyMesh,
  waferFloorplan,
  waferScaling,
  drawDefects,
  longestRoute,
  isMesh,
} from "@ingot/compute";
import { tokens } from "@ingot/units";
import { describe, expect, it } from "vitest";
import { sceneOf } from "../floor/scene.ts";
import type { WaferAsk } from "../question.ts";
import { answerWafer } from "./answer.ts";
import { askOf, planOf } from "./planned.ts";

const asked: WaferAsk = {
  model: "gpt2-xl",
  tokens: 20_000_000_000,
  sequenceLength: 1024,
  globalBatchSize: 512,
  dtype: "bf16",
};

function planned(devices = 4) {
  const model = findModel("gpt2-xl");
  const system = findSystem("cs-3");
  if (!model || system?.kind !== "wafer") throw new Error("the catalog has GPT-2 XL and CS-3");
  const ask: Ask = { model, tokens: tokens(asked.tokens), sequenceLength: 1024, globalBatchSize: 512, dtype: "bf16" };
  const plan = planWafer(ask, { system: "cs-3", devices });
  if (plan.kind !== "plan") throw new Error(plan.reason.text);
  return { ask, plan, system, wire: planFields(plan, 1000) };
}

describe("a plan that travelled", () => {
  it("is the planner's plan again", () => {
    const { ask, plan, wire } = planned();
    expect(askOf(asked)).toEqual(ask);
    const again = planOf(ask, wire);
    expect(again.layout).toEqual(plan.layout);
    expect(again.startup).toEqual(plan.startup);
    expect(again.modelFlopsPerStep).toBeCloseTo(plan.modelFlopsPerStep, -6);
    expect(again.energyPerStep).toBeCloseTo(plan.energyPerStep, 3);
    expect(streamingTimeline(ask, again)).toEqual(streamingTimeline(ask, plan));
  });

  it("of GPUs is refused with what was received", () => {
    const { ask, wire } = planned();
    expect(() => planOf(ask, { ...wire, layout: { kind: "gpu", tensorParallel: 8 } })).toThrow("received undefined");
    expect(() => askOf({ ...asked, model: "gpt-9" })).toThrow('received "gpt-9"');
  });
});

describe("the floor", () => {
  it("is the planner's without defects", () => {
    const { ask, plan, wire } = planned();
    const answer = answerWafer("floor", { ask: asked, plan: wire, draw: { defects: "none", number: 1 } });
    if (answer.kind !== "floor") throw new Error("a clean wafer has a floor");
    expect(answer.floor).toEqual(waferFloorplan(ask, plan));
    expect(answer.coreOf).toBeNull();
  });

  it.each(["usual", "clustered", "many"] as const)(
    "goes around the dead cores of a wafer with %s defects",
    (defects) => {
      const { wire } = planned();
      const question = { ask: asked, plan: wire, draw: { defects, number: 3 } };
      const answer = answerWafer("floor", question);
      if (answer.kind !== "floor" || !answer.coreOf) throw new Error("this wafer is repaired");
      const { rows, columns, meshRows, meshColumns, deadCores } = answer.floor.fabric;
      expect(deadCores.length).toBeGreaterThan(0);
      const dead = new Uint8Array(rows * columns);
      for (const core of deadCores) dead[core.row * columns + core.column] = 1;
      const map = { rows, columns, dead, deadCount: deadCores.length };
      const mesh = repairWafer(map);
      if (!isMesh(mesh)) throw new Error("this wafer is repaired");
      const drawn = { ...mesh, rows: meshRows, columns: meshColumns, coreOf: answer.coreOf };
      expect(verifyMesh(map, drawn, { mostLinks: longestRoute })).toEqual([]);
      expect(answerWafer("floor", question)).toEqual(answer);
    },
  );

  it("is of another wafer for another number", () => {
    const { wire } = planned();
    const deadOf = (number: number) => {
      const answer = answerWafer("floor", { ask: asked, plan: wire, draw: { defects: "usual", number } });
      return answer.kind === "floor" ? answer.floor.fabric.deadCores : [];
    };
    expect(deadOf(1)).not.toEqual(deadOf(2));
    expect(deadOf(1).length).toBe(drawDefects({ seed: "wafer 1", mean: 46 }, { rows: 1172, columns: 762 }).deadCount);
  });
});

describe("a model that lives on the wafer whole", () => {
  it("has all its layers on one wafer, and no timeline, for nothing streams", () => {
    const model = findModel("gpt2");
    const system = findSystem("cs-1");
    if (!model || !system) throw new Error("the catalog has GPT-2 and CS-1");
    const ask: Ask = { model, tokens: tokens(1e9), sequenceLength: 512, globalBatchSize: 256, dtype: "fp16" };
    const plan = planWafer(ask, { system: "cs-1", devices: 1 });
    if (plan.kind !== "plan") throw new Error(plan.reason.text);
    const wire = planFields(plan, 1000);
    const answer = answerWafer("floor", { ask, plan: wire, draw: { defects: "none", number: 1 } });
    if (answer.kind !== "floor") throw new Error("a clean wafer has a floor");
    expect(answer.floor.execution).toBe("pipelined");
    expect(sceneOf(answer.floor, { width: 600, height: 400 }).wafers.map(({ kernels }) => kernels.length)).toEqual([
      13,
    ]);
    expect(answerWafer("timeline", { ask, plan: wire })).toBeNull();
  });
});

describe("more systems", () => {
  it("are the planner's, with a forecast on top, and no price where none was confirmed", () => {
    const { ask } = planned();
    const question = { ask: asked, system: "cs-3", whatIf: { sparsity: 0, softwareDate: null }, rates: null };
    const { rows, sparse } = answerWafer("scaling", question);
    const points = waferScaling(ask, "cs-3");
    expect(sparse).toBeNull();
    expect(rows.map(({ systems }) => systems)).toEqual([1, 2, 4, 8, 16]);
    for (const [index, row] of rows.entries()) {
      expect(row.speedup).toBe(points[index]?.speedup);
      expect(row.p50Seconds).toBeGreaterThan((points[index]?.duration ?? 0) * 0.9);
      expect(row.p90Seconds).toBeGreaterThan(row.p50Seconds);
      expect(row.price).toBeNull();
    }
  });

  it("run faster with zeros, slower with the software of 2022, and zeros are said to cost loss", () => {
    const timeOf = (sparsity: number, softwareDate: string | null) => {
      const question = { ask: asked, system: "cs-3", whatIf: { sparsity, softwareDate }, rates: null };
      return answerWafer("scaling", question);
    };
    const dense = timeOf(0, null).rows[0]?.p50Seconds ?? 0;
    expect(timeOf(0.75, null).rows[0]?.p50Seconds).toBeLessThan(dense);
    expect(timeOf(0, "2022").rows[0]?.p50Seconds).toBeGreaterThan(dense);
    expect(timeOf(0.75, null).sparse?.text).toContain("nats a token worse");
  });
});
