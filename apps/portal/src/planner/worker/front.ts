import {
  choicesAround,
  defaultSpace,
  type HardwareChoice,
  paretoFront,
  type ParetoPoint,
  type PinnedLayout,
  pinsAt,
  pinsOf,
} from "@ingot/compute";
import { curveKey, isWhole, type PlannerQuestion } from "../state.ts";
import { heldText } from "./held.ts";
import type { FrontPoint, FrontReply } from "./message.ts";
import type { Resolved } from "./resolve.ts";

const tensorDegrees = [1, 2, 4, 8] as const;

/** The devices of the question first, then half and twice as many: between them cost and time are at odds. */
const choicesOf = ({ choice }: Resolved): HardwareChoice[] =>
  choicesAround(choice).toSorted(
    (left, right) => Number(right.devices === choice.devices) - Number(left.devices === choice.devices),
  );

/** A part of the search behind a front, small enough to be done between two looks at what is asked now. */
interface FrontPart {
  /** What was found before for the same part of the same question, and else null. */
  readonly known: ParetoPoint[] | null;
  readonly search: () => ParetoPoint[];
}

/** Parts that were searched, of one question on any number of devices: neighbours on the slider share most of theirs. */
let searched = { of: "", parts: new Map<string, ParetoPoint[]>() };

function partsOf(question: PlannerQuestion): Map<string, ParetoPoint[]> {
  const of = curveKey(question);
  // A new map, not an emptied one: a search for the question before may still write to its own.
  if (searched.of !== of) searched = { of, parts: new Map() };
  return searched.parts;
}

/** What the front is held to: nothing where all is pinned, for then only one layout would be left to compare. */
const heldBy = ({ pins }: Resolved): PinnedLayout => (isWhole(pins) ? {} : pins);

/** The search for the front, cut into parts by number of devices and tensor degree. */
export function frontParts(question: PlannerQuestion, resolved: Resolved): FrontPart[] {
  const parts = partsOf(question);
  const pinned = heldBy(resolved);
  const degrees = pinned.tensorParallel === undefined ? tensorDegrees : [pinned.tensorParallel];
  return choicesOf(resolved).flatMap((choice) =>
    degrees.map((degree) => {
      const name = `${choice.devices}/${degree}`;
      const spaceOf = (work: Parameters<typeof defaultSpace>[0]) => {
        const space = defaultSpace(work);
        return { ...space, tensorParallel: space.tensorParallel.filter((each) => each === degree) };
      };
      const search = () => {
        const found = paretoFront(resolved.ask, [choice], { spaceOf, pinned });
        parts.set(name, found);
        return found;
      };
      return { known: parts.get(name) ?? null, search };
    }),
  );
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

const isPinned = ({ ask, choice, pins }: Resolved, { choice: { devices }, layout }: ParetoPoint): boolean => {
  const own = pinsOf(layout, ask.model.layers);
  return (
    devices === choice.devices &&
    isWhole(pins) &&
    Object.entries(pins).every(([name, value]) => own[name as keyof PinnedLayout] === value)
  );
};

/** Points as the page draws them, fastest first, and what they are held to. */
export function frontView(resolved: Resolved, front: readonly ParetoPoint[]): Omit<FrontReply, "kind" | "sequence"> {
  const { devices } = resolved.choice;
  const points = frontPoints(resolved, front);
  if (!isWhole(resolved.pins)) return { devices, points, held: heldText(pinsAt(heldBy(resolved), 0), resolved.pins) };
  const ringed = points.some(({ pinned }) => pinned) ? " The pinned one is ringed." : "";
  return { devices, points, held: `All of the layout is pinned, so every layout is compared.${ringed}` };
}

function frontPoints(resolved: Resolved, front: readonly ParetoPoint[]): FrontPoint[] {
  return front
    .map((point) => ({
      devices: point.choice.devices,
      name: nameOf(point),
      change: { devices: point.choice.devices, pins: pinsOf(point.layout, resolved.ask.model.layers) },
      pinned: isPinned(resolved, point),
      time: point.stepTime,
      cost: point.deviceSeconds,
      energy: point.energyPerStep,
      headroom: point.headroom,
    }))
    .toSorted((left, right) => left.time - right.time);
}
