import { type PinnedLayout, pinsAt, pinsInWords } from "@ingot/compute";
import { wrap, type Paper } from "./paper.ts";

/** What an answer over several numbers of devices is held to; nothing where nothing is fixed. */
export function heldLines(pinned: PinnedLayout, paper: Paper): string[] {
  // No number of devices agrees with every degree: what is left out then follows it.
  const held = pinsAt(pinned, 0);
  if (Object.keys(held).length === 0) return [];
  const follows = held === pinned ? "" : "; data ranks follow the number of devices";
  return wrap(`Only layouts with ${pinsInWords(held)} are looked at${follows}.`, paper.width);
}
