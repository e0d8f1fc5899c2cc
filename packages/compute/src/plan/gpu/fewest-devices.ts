import type { Ask, HardwareChoice } from "../plan.ts";
import { gpuSystemOf, workOf } from "./evaluate.ts";
import { anyFits } from "./search/lean.ts";

/** **Returns** whether any layout of the usual space fits; asks for no time, so it is quicker than a plan. */
export const holds = (ask: Ask, choice: HardwareChoice): boolean => anyFits(workOf(ask, choice, gpuSystemOf(choice)));

/** Most numbers of devices that are asked one by one; between more of them halves are taken. */
const oneByOneMax = 8;

/** The first number of whole units above `below` that fits; `above` does. */
function firstBetween(fits: (devices: number) => boolean, unit: number, below: number, above: number): number {
  const units = (above - below) / unit;
  if (units > oneByOneMax) {
    const middle = below + Math.floor(units / 2) * unit;
    return fits(middle) ? firstBetween(fits, unit, below, middle) : firstBetween(fits, unit, middle, above);
  }
  for (let devices = below + unit; devices < above; devices += unit) if (fits(devices)) return devices;
  return above;
}

/** Powers of two above a number, in whole nodes above one, and the most that there are. */
function doublings(from: number, node: number, most: number): number[] {
  const found: number[] = [];
  for (let devices = 2 ** Math.ceil(Math.log2(from + 1)); devices < most; devices *= 2) {
    found.push(devices > node ? Math.ceil(devices / node) * node : devices);
  }
  return [...found, most].filter((devices) => devices > from && devices <= most);
}

/**
 * The fewest devices beyond those of a choice on which an ask fits: whole nodes above one node, single devices below.
 * Far from it, a number that alone among its neighbours divides evenly may be passed over.
 * **Returns** undefined where none fits.
 */
export function fewestDevices(ask: Ask, choice: HardwareChoice): number | undefined {
  const { devicesPerNode, devicesMax } = gpuSystemOf(choice);
  const node = devicesPerNode.value;
  const fits = (devices: number): boolean => holds(ask, { ...choice, devices });
  let below = choice.devices;
  for (const devices of doublings(choice.devices, node, devicesMax.value)) {
    const unit = devices > node ? node : 1;
    if (fits(devices)) return firstBetween(fits, unit, Math.floor(below / unit) * unit, devices);
    below = devices;
  }
  return undefined;
}
