import { scheduleOf } from "../gpu/pipeline.ts";
import { type PinnedLayout, pinsInWords } from "../gpu/search/pins.ts";
import { usualParts } from "../gpu/usual-parts.ts";
import type { GpuLayout } from "../plan.ts";

type Name = keyof PinnedLayout;

const usual: PinnedLayout = usualParts;

const valueOf = (layout: GpuLayout, name: Name): unknown =>
  name === "schedule" ? scheduleOf(layout) : (layout[name] ?? usual[name]);

/** What was fixed by hand of a layout that agrees with it, and how far another departs from that. */
export interface Held {
  readonly pinned: PinnedLayout;
  readonly layout: GpuLayout;
}

/** **Returns** what of the pins another layout lets go: the fields in which it is not what the held one is. */
export function letGo({ pinned, layout }: Held, other: GpuLayout): PinnedLayout {
  const names = (Object.keys(pinned) as Name[]).filter((name) => pinned[name] !== undefined);
  const gone = names.filter((name) => valueOf(other, name) !== valueOf(layout, name));
  return Object.fromEntries(gone.map((name) => [name, pinned[name]]));
}

/** **Returns** whether another layout agrees with every pin, too. */
export const keepsPins = (held: Held, other: GpuLayout): boolean => letGoInWords(held, other) === "";

/** **Returns** the pins that another layout lets go, as "tensor 4, recompute full"; empty where there are none. */
export const letGoInWords = (held: Held, other: GpuLayout): string => pinsInWords(letGo(held, other));
