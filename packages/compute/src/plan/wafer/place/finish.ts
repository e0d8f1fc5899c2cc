import type { RigidFloor } from "./anneal.ts";
import type { Execution, KernelGraph, PlacedKernel } from "./graph.ts";
import type { OptionList } from "./options.ts";
import { type Looks, RigidPlan } from "./rigid-plan.ts";
import { type Box, settle } from "./settle.ts";

function executionOf({ table, time }: OptionList, { option, firstC, lastK }: Looks): Execution {
  const plain = table.execution(option.cell, option.most, time);
  if (plain === null) throw new Error(`shape ${option.h} x ${option.w} x ${option.most} must keep its own time`);
  const c = [firstC, ...plain.c.slice(1)];
  const k = [...plain.k.slice(0, -1), lastK];
  return { h: option.h, w: option.w, c, k };
}

/** The kernels of a floor, in the order of the graph, settled. */
export function placedKernels(graph: KernelGraph, floor: RigidFloor): PlacedKernel[] {
  const plan = new RigidPlan(graph, floor.tree, floor.lists, floor.looks);
  plan.cost();
  const boxes = graph.kernels.map((_, kernel) => ({
    x: plan.x[kernel] as number,
    y: plan.y[kernel] as number,
    wide: plan.wideOf(kernel),
    tall: plan.tallOf(kernel),
  }));
  settle(graph, boxes);
  return graph.kernels.map(({ name }, kernel) => {
    const looks = floor.looks[kernel] as Looks;
    const { x, y } = boxes[kernel] as Box;
    return {
      name,
      execution: executionOf(floor.lists[kernel] as OptionList, looks),
      x,
      y,
      rotation: looks.option.turned ? "R90" : "R0",
    };
  });
}
