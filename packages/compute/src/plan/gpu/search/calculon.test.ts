// Guarantee: our enumeration names exactly the candidates of Calculon's, and the search over them finds their optimum.
import { describe, expect, it } from "vitest";
import { findSystem } from "../../../hardware/catalog.ts";
import { findModel } from "../../../model/catalog.ts";
import { machineOf } from "../machine.ts";
import { rankMemory } from "../memory.ts";
import { searchNodes } from "../search.ts";
import { softwareCatalog } from "../software.ts";
import { stepCost } from "../step.ts";
import { workload } from "../workload.ts";
import { calculonSpace } from "./calculon.ts";
import { layoutsOf } from "./candidate.ts";
import { fits } from "./climb.ts";

function caseOf(devices: number, batch: number) {
  const model = findModel("gpt3-175b");
  const system = findSystem("dgx-a100-80");
  if (!model || system?.kind !== "gpu") throw new Error("gpt3-175b and dgx-a100-80 are in the catalogs");
  return workload({
    model,
    sequenceLength: 2048,
    globalBatchSize: batch,
    dtype: "fp16",
    machine: machineOf(system),
    software: softwareCatalog["megatron-lm"],
    devices,
  });
}

describe("calculonSpace", () => {
  // Counted by Calculon itself at caa4b11: GPT-3 175B, no offload, `--no-tp-overlap --no-dp-overlap`.
  it.each([
    [64, 64, 88_484],
    [512, 512, 166_012],
    [1024, 1536, 291_324],
  ])("names as many candidates for %d GPUs and batch %d: %d", (devices, batch, candidates) => {
    expect(calculonSpace(caseOf(devices, batch), batch).candidates).toBe(candidates);
  });

  it("is searched to the optimum of trying every candidate", () => {
    const work = caseOf(512, 512);
    const { nodes, space } = calculonSpace(work, 512);
    let best = Infinity;
    for (const node of nodes) {
      for (const layout of layoutsOf(space, node)) {
        if (!fits(work, layout, rankMemory(work, layout))) continue;
        const batch = layout.dataParallel * layout.microbatchSize * layout.microbatches;
        best = Math.min(best, stepCost(work, layout).total * (512 / batch));
      }
    }
    const found = searchNodes(work, space, nodes, 512).best;
    expect(found?.cost.total).toBe(best);
  });
});
