import { defaultSpace, paretoFront, type ParetoPoint, type PinnedLayout, pinsAt } from "@ingot/compute";
import { isWhole, pinsOf } from "../state.ts";
import { heldText } from "./held.ts";
import type { FrontPoint, FrontReply } from "./message.ts";
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

/** What the front is held to: nothing where all is pinned, for then only one layout would be left to compare. */
const heldBy = ({ pins }: Resolved): PinnedLayout => (isWhole(pins) ? {} : pins);

/** The search for the front, cut into parts by number of devices and tensor degree. */
export function frontParts(resolved: Resolved): FrontPart[] {
  const { ask, choice } = resolved;
  const pinned = heldBy(resolved);
  const degrees = pinned.tensorParallel === undefined ? tensorDegrees : [pinned.tensorParallel];
  return countsOf(resolved).flatMap((devices) =>
    degrees.map((degree) => () => {
      const spaceOf = (work: Parameters<typeof defaultSpace>[0]) => {
        const space = defaultSpace(work);
        return { ...space, tensorParallel: space.tensorParallel.filter((each) => each === degree) };
      };
      return paretoFront(ask, [{ ...choice, devices }], { spaceOf, pinned });
    }),
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

const isPinned = ({ choice, pins }: Resolved, { choice: { devices }, layout }: ParetoPoint): boolean => {
  const own = pinsOf(layout);
  return (
    devices === choice.devices &&
    isWhole(pins) &&
    Object.entries(pins).every(([name, value]) => own[name as keyof PinnedLayout] === value)
  );
};

/** Points as the page draws them, fastest first, and what they are held to. */
export function frontView(resolved: Resolved, front: readonly ParetoPoint[]): Pick<FrontReply, "points" | "held"> {
  const points = frontPoints(resolved, front);
  if (!isWhole(resolved.pins)) return { points, held: heldText(pinsAt(heldBy(resolved), 0), resolved.pins) };
  const ringed = points.some(({ pinned }) => pinned) ? " The pinned one is ringed." : "";
  return { points, held: `All of the layout is pinned, so every layout is compared.${ringed}` };
}

function frontPoints(resolved: Resolved, front: readonly ParetoPoint[]): FrontPoint[] {
  return front
    .map((point) => ({
      devices: point.choice.devices,
      name: nameOf(point),
      change: { devices: point.choice.devices, pins: pinsOf(point.layout) },
      pinned: isPinned(resolved, point),
      time: point.stepTime,
      cost: point.deviceSeconds,
      energy: point.energyPerStep,
      headroom: point.headroom,
    }))
    .toSorted((left, right) => left.time - right.time);
}
