import { bytes, joules, seconds, type Bytes, type Joules, type Seconds } from "@ingot/units";
import type { Ask, GpuLayout, HardwareChoice } from "../../plan.ts";
import { stepPower } from "../../power.ts";
import { gpuSystemOf, workOf } from "../evaluate.ts";
import { rankMemory } from "../memory.ts";
import { waterfallOf } from "../waterfall.ts";
import { layoutsOf, tidy } from "./candidate.ts";
import { fits } from "./climb.ts";
import { layerMemo, timeOf } from "./known.ts";
import { type PinnedLayout, pinnedNodes, pinsAt, pinSpace } from "./pins.ts";
import { defaultSpace, type SearchSpace } from "./space.ts";

/** A layout that no other beats in time, cost, energy and memory headroom at once. */
export interface ParetoPoint {
  readonly choice: HardwareChoice;
  readonly layout: GpuLayout;
  readonly stepTime: Seconds;
  /** Step time x devices: what a price by device time is made of. */
  readonly deviceSeconds: Seconds;
  readonly energyPerStep: Joules;
  /** Memory that the fullest GPU leaves free. */
  readonly headroom: Bytes;
}

/** No worse in every figure; of two equals the earlier stands for both. */
const covers = (one: ParetoPoint, other: ParetoPoint): boolean =>
  one.stepTime <= other.stepTime &&
  one.deviceSeconds <= other.deviceSeconds &&
  one.energyPerStep <= other.energyPerStep &&
  one.headroom >= other.headroom;

function admit(front: ParetoPoint[], point: ParetoPoint): void {
  for (const [index, known] of front.entries()) {
    if (!covers(known, point)) continue;
    // What covered one covers its neighbours: it is asked first next time.
    front.splice(index, 1);
    front.unshift(known);
    return;
  }
  const kept = front.filter((known) => !covers(point, known));
  front.splice(0, front.length, point, ...kept);
}

/** **Returns** the front of two fronts: what no layout of the other beats in everything; of two equals the earlier stays. */
export function joinFronts(known: readonly ParetoPoint[], more: readonly ParetoPoint[]): ParetoPoint[] {
  const fresh = more.filter((point) => !known.some((each) => covers(each, point)));
  const kept = known.filter((point) => !fresh.some((each) => covers(each, point)));
  return [...kept, ...fresh];
}

/** What a front is held to. */
export interface FrontWish {
  /** A smaller or larger space than the default one. */
  readonly spaceOf?: typeof defaultSpace;
  /** What is fixed of a layout; data ranks follow the devices where every degree is. */
  readonly pinned?: PinnedLayout;
}

function collect(front: ParetoPoint[], ask: Ask, choice: HardwareChoice, wish: FrontWish): void {
  const { spaceOf = defaultSpace, pinned = {} } = wish;
  const system = gpuSystemOf(choice);
  const work = workOf(ask, choice, system);
  const held = pinsAt(pinned, choice.devices);
  const space: SearchSpace = pinSpace(spaceOf(work), held);
  const knownOf = layerMemo(work);
  for (const node of pinnedNodes(work, space, held)) {
    const known = knownOf(node.layout);
    for (const layout of layoutsOf(space, node)) {
      const memory = rankMemory(work, layout);
      if (!fits(work, layout, memory)) continue;
      const cost = timeOf(work, layout, known);
      admit(front, {
        choice,
        layout,
        stepTime: seconds(cost.total),
        deviceSeconds: seconds(cost.total * choice.devices),
        energyPerStep: joules(stepPower(system, choice.devices, waterfallOf(cost)).joules),
        headroom: bytes(work.machine.memory - memory.total),
      });
    }
  }
}

/**
 * The layouts of one ask on several choices of GPUs between which only taste decides: fastest first.
 * **Returns** none where nothing fits.
 * **Throws** RangeError for a system that is not in the catalog, is no GPU, or lacks the ask's matrix unit.
 * **Cost** tries every layout of the space: about 0.1 s for each choice of a large model.
 */
export function paretoFront(ask: Ask, choices: readonly HardwareChoice[], wish: FrontWish = {}): ParetoPoint[] {
  const front: ParetoPoint[] = [];
  for (const choice of choices) collect(front, ask, choice, wish);
  return front
    .map((point) => ({ ...point, layout: tidy(point.layout) }))
    .toSorted((left, right) => left.stepTime - right.stepTime);
}
