import { systemOf } from "../../../hardware/catalog.ts";
import type { HardwareChoice } from "../../plan.ts";
import type { ParetoPoint } from "./pareto.ts";

/** Whether one point on as many devices is within a share of another, or better, in every figure. */
const standsFor = (one: ParetoPoint, other: ParetoPoint, share: number): boolean =>
  one.choice.devices === other.choice.devices &&
  one.stepTime <= other.stepTime * (1 + share) &&
  one.deviceSeconds <= other.deviceSeconds * (1 + share) &&
  one.energyPerStep <= other.energyPerStep * (1 + share) &&
  one.headroom >= other.headroom * (1 - share);

/**
 * The points of a front that a person needs: each one left out is no more than `share` better in any figure than one on as
 * many devices that stays. **Returns** them in the front's order; the fastest stays.
 */
export function thinFront(front: readonly ParetoPoint[], share = 0.05): ParetoPoint[] {
  const kept: ParetoPoint[] = [];
  for (const point of front) if (!kept.some((other) => standsFor(other, point, share))) kept.push(point);
  return kept;
}

/** **Returns** half, the same and twice as many devices, as far as the system goes: a front that cost has a say in. */
export function choicesAround(choice: HardwareChoice): HardwareChoice[] {
  const most = systemOf(choice)?.devicesMax.value ?? choice.devices;
  return [choice.devices / 2, choice.devices, choice.devices * 2]
    .filter((devices) => Number.isInteger(devices) && devices <= most)
    .map((devices) => ({ ...choice, devices }));
}
