import { defaultSpace, paretoFront, type ParetoPoint } from "@ingot/compute";
import { pinsOf } from "../state.ts";
import type { FrontPoint } from "./message.ts";
import type { Resolved } from "./resolve.ts";

const tensorDegrees = [1, 2, 4, 8] as const;

/** Half as many devices, as many, and twice as many: between them cost and time are at odds. */
function countsOf({ choice, system }: Resolved): number[] {
  const { devices } = choice;
  return [devices, devices / 2, devices * 2].filter(
    (count) => Number.isInteger(count) && count >= 1 && count <= system.devicesMax.value,
  );
}

/** A part of the search behind a front, small enough to be done between two looks at what is asked now. */
export type FrontPart = () => ParetoPoint[];

/** The search for the front, cut into parts by number of devices and tensor degree. */
export function frontParts(resolved: Resolved): FrontPart[] {
  const { ask, choice } = resolved;
  return countsOf(resolved).flatMap((devices) =>
    tensorDegrees.map(
      (degree) => () =>
        paretoFront(ask, [{ ...choice, devices }], (work) => {
          const space = defaultSpace(work);
          return { ...space, tensorParallel: space.tensorParallel.filter((each) => each === degree) };
        }),
    ),
  );
}

const covers = (one: ParetoPoint, other: ParetoPoint): boolean =>
  one.stepTime <= other.stepTime &&
  one.deviceSeconds <= other.deviceSeconds &&
  one.energyPerStep <= other.energyPerStep &&
  one.headroom >= other.headroom;

/** The front of two fronts: what no layout of the other beats in everything. Of two equals the earlier stays. */
export function joinFronts(known: readonly ParetoPoint[], more: readonly ParetoPoint[]): ParetoPoint[] {
  const fresh = more.filter((point) => !known.some((each) => covers(each, point)));
  const kept = known.filter((point) => !fresh.some((each) => covers(each, point)));
  return [...kept, ...fresh];
}

function nameOf({ layout }: ParetoPoint): string {
  const { contextParallel = 1, expertParallel = 1 } = layout;
  const parts = [
    `tensor ${layout.tensorParallel}`,
    `pipeline ${layout.pipelineParallel}`,
    `data ${layout.dataParallel}`,
    ...(contextParallel > 1 ? [`context ${contextParallel}`] : []),
    ...(expertParallel > 1 ? [`expert ${expertParallel}`] : []),
  ];
  return `${parts.join(" × ")}, micro batch ${layout.microbatchSize}, recompute ${layout.recompute}, ZeRO ${layout.zeroStage}`;
}

/** Points as the page draws them, fastest first. */
export function frontPoints(front: readonly ParetoPoint[]): FrontPoint[] {
  return front
    .map((point) => ({
      devices: point.choice.devices,
      name: nameOf(point),
      change: { devices: point.choice.devices, pins: pinsOf(point.layout) },
      time: point.stepTime,
      cost: point.deviceSeconds,
      energy: point.energyPerStep,
      headroom: point.headroom,
    }))
    .toSorted((left, right) => left.time - right.time);
}
