import type { RigidFloor } from "./anneal.ts";
import type { Execution, KernelGraph, PlacedKernel } from "./graph.ts";
import type { OptionList } from "./options.ts";
import { type Looks, RigidPlan } from "./rigid-plan.ts";

/** A rectangle of tiles with whole corners. */
interface Box {
  x: number;
  y: number;
  readonly wide: number;
  readonly tall: number;
}

function executionOf({ table, time }: OptionList, { option, firstC, lastK }: Looks): Execution {
  const plain = table.execution(option.cell, option.most, time);
  if (plain === null) throw new Error(`shape ${option.h} x ${option.w} x ${option.most} must keep its own time`);
  const c = [firstC, ...plain.c.slice(1)];
  const k = [...plain.k.slice(0, -1), lastK];
  return { h: option.h, w: option.w, c, k };
}

/** How far a box may go along one axis without touching what lies beside it. */
function freeRange(boxes: readonly Box[], moving: number, across: boolean, length: number): readonly [number, number] {
  const box = boxes[moving] as Box;
  const [start, size, other, otherSize] = across ? [box.x, box.wide, box.y, box.tall] : [box.y, box.tall, box.x, box.wide];
  let [low, high] = [0, length - size];
  for (const [index, each] of boxes.entries()) {
    if (index === moving) continue;
    const [at, extent, side, sideExtent] = across
      ? [each.x, each.wide, each.y, each.tall]
      : [each.y, each.tall, each.x, each.wide];
    if (side >= other + otherSize || side + sideExtent <= other) continue;
    if (at < start) low = Math.max(low, at + extent);
    else high = Math.min(high, at - size);
  }
  return [low, high];
}

/** The place in a range that is nearest to the middle of the neighbours' centres. */
function pulled(centres: number[], size: number, [low, high]: readonly [number, number]): number {
  centres.sort((left, right) => left - right);
  const middle = ((centres[(centres.length - 1) >> 1] as number) + (centres[centres.length >> 1] as number)) / 2;
  return Math.min(high, Math.max(low, Math.round((middle - size) / 2)));
}

/** Moves each kernel along each axis to the middle of its neighbours, as far as nothing is in the way. */
function settle(graph: KernelGraph, boxes: readonly Box[]): void {
  const neighbours = graph.kernels.map((): number[] => []);
  for (const { from, to } of graph.edges) {
    neighbours[from]?.push(to);
    neighbours[to]?.push(from);
  }
  for (let round = 0; round < 20; round += 1) {
    let moved = false;
    for (const [kernel, list] of neighbours.entries()) {
      if (list.length === 0) continue;
      const box = boxes[kernel] as Box;
      for (const across of [true, false]) {
        const centres = list.map((each) => {
          const other = boxes[each] as Box;
          return across ? 2 * other.x + other.wide : 2 * other.y + other.tall;
        });
        const range = freeRange(boxes, kernel, across, across ? graph.width : graph.height);
        const to = pulled(centres, across ? box.wide : box.tall, range);
        if (to === (across ? box.x : box.y)) continue;
        const pull = (at: number, size: number) => centres.reduce((sum, each) => sum + Math.abs(2 * at + size - each), 0);
        const size = across ? box.wide : box.tall;
        if (pull(to, size) >= pull(across ? box.x : box.y, size)) continue;
        if (across) box.x = to;
        else box.y = to;
        moved = true;
      }
    }
    if (!moved) return;
  }
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
