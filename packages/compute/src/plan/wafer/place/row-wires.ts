import type { KernelGraph } from "./graph.ts";
import type { Row } from "./guillotine.ts";
import type { Slot } from "./soft-plan.ts";

/** An edge between groups, by their places in the order, the earlier first. */
interface Span {
  readonly low: number;
  readonly high: number;
}

/** About how long the wires of a row are. What leaves it goes to the end of the row and half across. */
export class RowWires {
  readonly #spans: readonly (readonly Span[])[];
  /** How many edges have one end before each place. */
  readonly #across: Int32Array;

  constructor(graph: KernelGraph, groups: readonly (readonly number[])[]) {
    const places = new Map(groups.flatMap((group, place) => group.map((kernel) => [kernel, place] as const)));
    const spans = groups.map((): Span[] => []);
    this.#across = new Int32Array(groups.length + 1);
    for (const { from, to } of graph.edges) {
      const [one, other] = [places.get(from) as number, places.get(to) as number];
      if (one === other) continue;
      const span = { low: Math.min(one, other), high: Math.max(one, other) };
      spans[span.low]?.push(span);
      spans[span.high]?.push(span);
      for (let at = span.low + 1; at <= span.high; at += 1) this.#across[at] = (this.#across[at] as number) + 1;
    }
    this.#spans = spans;
  }

  /** **Unit** tiles. */
  price({ start, length, height }: Row, slots: readonly Readonly<Slot>[]): number {
    const end = start + length;
    const width = slots.reduce((most, slot) => Math.max(most, slot.x + slot.width), 0);
    let [sum, entering] = [0, 0];
    for (let place = start; place < end; place += 1) {
      const own = centre(slots[place - start] as Slot);
      for (const { low, high } of this.#spans[place] as readonly Span[]) {
        if (low < start) {
          entering += 1;
          sum += own.x + height / 2;
        } else if (high >= end) {
          sum += width - own.x + height / 2;
        } else if (place === low) {
          const other = centre(slots[high - start] as Slot);
          sum += Math.abs(own.x - other.x) + Math.abs(own.y - other.y);
        }
      }
    }
    const passing = (this.#across[start] as number) - entering;
    return sum + passing * height;
  }
}

const centre = ({ x, y, width, height }: Readonly<Slot>) => ({ x: x + width / 2, y: y + height / 2 });
