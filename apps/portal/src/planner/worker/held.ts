import { type PinnedLayout, pinsInWords } from "@ingot/compute";

/** What pictures over several numbers of devices are held to, of what is pinned; empty where nothing is. */
export function heldText(held: PinnedLayout, pins: PinnedLayout): string {
  if (Object.keys(held).length === 0) return "";
  const follows = held.dataParallel === pins.dataParallel ? "" : "; data ranks follow the number of devices";
  return `Only with what is pinned: ${pinsInWords(held)}${follows}.`;
}
