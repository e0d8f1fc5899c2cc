import { instantText } from "../instant-text.ts";
import { type HardwareSystem, type Infeasible, sensibleDevices } from "@ingot/compute";
import { compare } from "@ingot/units";
import { largestSold, largestUp, nodesDown, soldInWords } from "./machines.ts";
import type { Place } from "./places.ts";
import { type Run, type Setting, surelyMisses, tryRun } from "./run.ts";
import type { QuoteAsk } from "./work.ts";

/** The cheapest run on one system that meets the wish, or why there is none. */
export function bestOnSystem(
  setting: Setting,
  system: HardwareSystem,
  places: readonly Place[],
  ask: QuoteAsk,
): Run | Infeasible {
  const finishBy = ask.wish.finish_by === undefined ? undefined : new Date(ask.wish.finish_by);
  const outcomes = places.map((place) => bestAtPlace(setting, system, place, ask.wish.devices, finishBy));
  const runs = outcomes.filter((outcome) => outcome.kind === "run");
  const [best] = runs.toSorted(byPrice);
  return best ?? (outcomes.toSorted(byShortfall)[0] as Infeasible);
}

export const byPrice = (left: Run, right: Run): number =>
  compare(left.price.total, right.price.total) || left.promisedFinish.getTime() - right.promisedFinish.getTime();

/** The refusal that lacks least comes first; only refusals of one unit can be compared. */
function byShortfall(left: Run | Infeasible, right: Run | Infeasible): number {
  if (left.kind === "run" || right.kind === "run" || left.unit !== right.unit) return 0;
  return left.needed - left.available - (right.needed - right.available);
}

function bestAtPlace(
  setting: Setting,
  system: HardwareSystem,
  place: Place,
  devices: number | undefined,
  finishBy: Date | undefined,
): Run | Infeasible {
  const counts = devices === undefined ? deviceCounts(setting, system, place, finishBy) : [devices];
  const worthTrying = finishBy === undefined ? counts : hopeful(setting, place, counts, finishBy);
  let refusal: Infeasible | undefined;
  let soonest: Run | undefined;
  for (const count of worthTrying) {
    const outcome = tryRun(setting, place, count);
    if (outcome.kind === "infeasible") refusal ??= outcome;
    else if (finishBy === undefined || outcome.promisedFinish <= finishBy) return outcome;
    else soonest = sooner(soonest, outcome);
  }
  return soonest && finishBy ? tooLate(setting, system, soonest, finishBy) : (refusal ?? tooFewDevices(system, place));
}

const sooner = (left: Run | undefined, right: Run): Run =>
  left && left.promisedFinish <= right.promisedFinish ? left : right;

/** Numbers of devices that may keep the date; when none may, the largest two, to say by how much they miss it. */
function hopeful(setting: Setting, place: Place, counts: readonly number[], finishBy: Date): readonly number[] {
  const left = counts.filter((count) => !surelyMisses(setting, place, count, finishBy));
  return left.length > 0 ? left : counts.slice(-2);
}

/** Powers of two, fewest first: from one node (or wafer) when a date is wished, else from what is sensible. */
function deviceCounts(setting: Setting, system: HardwareSystem, place: Place, finishBy: Date | undefined): number[] {
  const { machines } = place;
  const devices = (nodes: number) => Math.min(nodes * machines.devicesPerNode, system.devicesMax.value);
  const most = devices(largestSold(machines));
  const sensible = sensibleDevices(setting.work.ask, system);
  // Without a date nobody waits for a repair who need not.
  const usual = devices(largestUp(machines) || largestSold(machines));
  const least =
    finishBy === undefined ? Math.min(sensible, 2 ** Math.floor(Math.log2(usual))) : machines.devicesPerNode;
  const counts: number[] = [];
  for (let count = Math.max(1, least); count <= most; count *= 2) counts.push(count);
  return counts;
}

function tooLate(setting: Setting, system: HardwareSystem, soonest: Run, finishBy: Date): Infeasible {
  const now = setting.market.now.getTime();
  const late = soonest.promisedFinish.getTime() - finishBy.getTime();
  const hours = (late / 3_600_000).toFixed(1);
  const when = soonest.promisedFinish.toISOString();
  return {
    kind: "infeasible",
    reason: {
      code: "deadline",
      text: `The soonest finish on ${system.label} is ${instantText(soonest.promisedFinish)} with ${soonest.plan.hardware.devices} devices, ${hours} hours after ${instantText(finishBy)}.`,
      values: {
        soonest: when,
        wished: finishBy.toISOString(),
        devices: soonest.plan.hardware.devices,
        hours_late: hours,
      },
    },
    needed: Math.ceil((soonest.promisedFinish.getTime() - now) / 1000),
    available: Math.floor((finishBy.getTime() - now) / 1000),
    unit: "seconds",
    suggestion: `Allow ${hours} hours more, take another system, or train on fewer tokens.`,
  };
}

function tooFewDevices(system: HardwareSystem, { site, machines }: Place): Infeasible {
  const available = largestSold(machines) * machines.devicesPerNode;
  return {
    kind: "infeasible",
    reason: {
      code: "capacity",
      text: `${site.row.label} has ${available} devices of ${system.label} ${soldInWords(machines)} in one cluster, too few for this model.`,
      values: { available, nodes_down: nodesDown(machines) },
    },
    needed: available + 1,
    available,
    unit: "devices",
    suggestion: "Take another system or a smaller model.",
  };
}
