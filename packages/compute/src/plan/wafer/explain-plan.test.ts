// Guarantee: the explanation of a plan on wafers is that plan's: its life adds up, its floor and streams are its own, its
// row among the systems is the plan itself, and the GPUs beside it are as fast where it says so.
import { describe, expect, it } from "vitest";
import { askOf, choiceOf, planned } from "../ask.test-kit.ts";
import { drawDefects, isMesh, meanDefects, repairWafer } from "./defects/index.ts";
import { explainWaferPlan } from "./explain-plan.ts";
import { planWafer } from "./plan-wafer.ts";
import { faultlessSeconds } from "./scaling.ts";

const ask = askOf("cerebras-gpt-6.7b");
const explained = (systems: number, options = {}) => {
  const plan = planned(planWafer(ask, choiceOf("cs-2", systems), options));
  return explainWaferPlan(ask, plan, { options });
};

describe("explainWaferPlan", () => {
  it("tells the life of the plan, streams and floor of its step, and its own row among the systems", () => {
    const { plan, life, timeline, floor, scaling } = explained(4);
    const sum = life.reduce((total, phase) => total + phase.seconds, 0);
    expect(sum / faultlessSeconds(plan)).toBeCloseTo(1, 9);
    expect(life.map(({ phase }) => phase)).toEqual(["compile", "program", "load", "train", "save"]);
    expect(timeline?.stepTime).toBe(plan.stepTime);
    expect(floor && "stepTime" in floor && floor.stepTime / plan.stepTime).toBeCloseTo(1, 9);
    const own = scaling.find(({ systems }) => systems === 4);
    expect(own?.outcome).toEqual(plan);
    expect(scaling.map(({ systems }) => systems)).toEqual([1, 2, 4, 8, 16]);
  });

  it("holds the options of the plan in every row: zeros make all of them faster", () => {
    const dense = explained(4).scaling;
    const sparse = explained(4, { sparsity: { share: 0.75 } }).scaling;
    for (const [at, { outcome }] of sparse.entries()) {
      const other = dense[at]?.outcome;
      expect(planned(outcome).stepTime).toBeLessThan(other ? planned(other).stepTime : 0);
    }
  });

  it("sets GPUs beside it that are as fast with no more of them than needed", () => {
    const { plan, gpus } = explained(1);
    expect(gpus.map((each) => each.plan.hardware.system)).toEqual(["dgx-h100", "dgx-b200"]);
    for (const { plan: other, asFast } of gpus) expect(other.stepTime <= plan.stepTime).toBe(asFast);
  });

  it("goes around defects: the floor has the dead cores and a mesh as large as the plan's", () => {
    // The fabric of a CS-2 by its maker's SDK.
    const defects = drawDefects({ seed: "wafer 7", mean: meanDefects }, { rows: 996, columns: 757 });
    const mesh = repairWafer(defects);
    if (!isMesh(mesh)) throw new Error("46 defects are repaired");
    const options = { mesh: { rows: mesh.rows, columns: mesh.columns } };
    const plan = planned(planWafer(ask, choiceOf("cs-2", 1), options));
    const { floor } = explainWaferPlan(ask, plan, { options, defects });
    if (!floor || !("fabric" in floor)) throw new Error("the wafer has a floor");
    expect(floor.fabric).toMatchObject({ meshRows: mesh.rows, meshColumns: mesh.columns });
    expect(floor.fabric.deadCores).toHaveLength(defects.deadCount);
    expect(floor.stepTime / plan.stepTime).toBeCloseTo(1, 9);
  });

  it("names the slowest kernel as the bound where layers lie side by side, and streams nothing", () => {
    const small = askOf("gpt2");
    const plan = planned(planWafer(small, choiceOf("cs-2", 1), { execution: "pipelined" }));
    const told = explainWaferPlan(small, plan, { options: { execution: "pipelined" }, place: false });
    expect(told).toMatchObject({ bound: "kernel", timeline: null, floor: null });
  });
});
