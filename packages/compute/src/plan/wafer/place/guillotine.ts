import { type Curve, farSide, leastArea, lowerToSum, smallestSide } from "./curve.ts";
import type { Before, Blocks, LeafSlice } from "./blocks.ts";
import { joined, mirrored, type Slice } from "./slicing.ts";
import type { Slot } from "./soft-plan.ts";

/** Neighbours of the order that lie side by side. */
export interface Row {
  readonly start: number;
  readonly length: number;
  readonly height: number;
}

/** What a row costs, from the slots of what lies in it. */
export type RowPrice = (row: Row, slots: readonly Readonly<Slot>[]) => number;

interface Floor {
  readonly needed: number;
  readonly rows: readonly Row[];
}

/**
 * Rows of blocks in a given order of the kernels: a block is any guillotine cutting of a few neighbours of the order, a
 * row is blocks side by side, rows are stacked. Exact by dynamic programming over the order.
 * **Cost** about n · longest · kernels of a row · side additions.
 */
export class GuillotinePacking {
  readonly #blocks: Blocks;
  readonly #width: number;
  readonly #height: number;
  /** Of a row. */
  readonly #highest: number;
  /** Least width at each height of the row from the first index over so many kernels. */
  readonly #rows: Curve[][] = [];

  /** Additions that making this took, its blocks among them. */
  additions: number;
  readonly #floor: Floor;

  constructor(blocks: Blocks, width: number, height: number, before?: Before<GuillotinePacking>) {
    this.#blocks = blocks;
    this.#width = width;
    this.#height = height;
    this.additions = blocks.additions;
    this.#highest = before === undefined ? highestRow(blocks, height) : before.known.#highest;
    this.#makeRows(before);
    this.#floor = this.#bestRows();
  }

  /** Least height of all rows together; Infinity where a kernel fits in none. **Unit** tiles. */
  get needed(): number {
    return this.#floor.needed;
  }

  #rowWidth(start: number, length: number, height: number): number {
    const row = this.#rows[start]?.[length - 1];
    return row?.[height] ?? farSide;
  }

  #makeRows(before?: Before<GuillotinePacking>): void {
    const { count } = this.#blocks;
    const highest = this.#highest;
    for (let start = 0; start < count; start += 1) {
      if (before !== undefined && start > before.to) {
        this.#rows.push(before.known.#rows[start] as Curve[]);
        continue;
      }
      const rows: Curve[] = [];
      this.#rows.push(rows);
      // A row of more kernels is no lower, so heights that were too low stay so.
      let from = 1;
      for (let length = 1; start + length <= count && from <= highest; length += 1) {
        const same = before !== undefined && start + length <= before.from;
        const row = same ? (before.known.#rows[start]?.[length - 1] as Curve) : this.#row(start, length, from);
        rows.push(row);
        from = leastSide(row, this.#width, highest);
      }
    }
  }

  #row(start: number, length: number, from: number): Curve {
    const { longest } = this.#blocks;
    if (length <= longest) return this.#blocks.curve(start, length);
    const row = new Int16Array(this.#blocks.length).fill(farSide);
    for (let last = 1; last <= longest; last += 1) {
      const before = this.#rows[start]?.[length - last - 1] as Curve;
      lowerToSum(before, this.#blocks.curve(start + length - last, last), row, from, this.#highest);
    }
    this.additions += longest * (this.#highest - from + 1);
    return row;
  }

  /** Rows from the bottom up that need the least height. */
  #bestRows(): Floor {
    const { count } = this.#blocks;
    const least = Array.from({ length: count + 1 }, (_, index) => (index === 0 ? 0 : Infinity));
    const last = Array.from({ length: count + 1 }, (): Row => ({ start: 0, length: 0, height: 0 }));
    for (let start = 0; start < count; start += 1) {
      for (const [index, row] of (this.#rows[start] ?? []).entries()) {
        const height = leastSide(row, this.#width, this.#highest);
        const end = start + index + 1;
        const sum = (least[start] as number) + height;
        if (sum >= (least[end] as number)) continue;
        least[end] = sum;
        last[end] = { start, length: index + 1, height };
      }
    }
    const needed = least[count] as number;
    const rows: Row[] = [];
    if (needed === Infinity) return { needed, rows };
    for (let end = count; end > 0; end = (last[end] as Row).start) rows.unshift(last[end] as Row);
    return { needed, rows };
  }

  /** The packing that needs the least height, rows as a snake; null where the kernels do not fit in this order. */
  slice(leaf: LeafSlice): Slice | null {
    const { needed, rows } = this.#floor;
    return needed > this.#height ? null : this.#stack(rows, leaf);
  }

  /** Of all packings that fit, the cheapest by the prices of its rows; null where none fits. */
  cheapest(price: RowPrice, leaf: LeafSlice): Slice | null {
    if (this.needed > this.#height) return null;
    const { count } = this.#blocks;
    const least = Array.from({ length: count + 1 }, () => new Float64Array(this.#height + 1).fill(Infinity));
    /** Start and height of the last row of each sum. */
    const starts = least.map(() => new Int32Array(this.#height + 1));
    const heights = least.map(() => new Int32Array(this.#height + 1));
    (least[0] as Float64Array)[0] = 0;
    const tiles = this.#tilesBefore();
    const spare = this.#width * this.#height - (tiles[count] as number);
    for (let start = 0; start < count; start += 1) {
      for (const [index, curve] of (this.#rows[start] ?? []).entries()) {
        const row = { start, length: index + 1, height: leastSide(curve, this.#width, this.#highest) };
        const taken = (tiles[start + row.length] as number) - (tiles[start] as number);
        // A row that leaves more tiles empty than there are to spare is in no packing.
        if (row.height * this.#width - taken > spare) continue;
        const cost = price(row, this.#slotsOf(row));
        const end = start + row.length;
        const [before, after] = [least[start] as Float64Array, least[end] as Float64Array];
        for (let top = row.height; top <= this.#height; top += 1) {
          const sum = (before[top - row.height] as number) + cost;
          if (sum >= (after[top] as number)) continue;
          after[top] = sum;
          (starts[end] as Int32Array)[top] = start;
          (heights[end] as Int32Array)[top] = row.height;
        }
      }
    }
    const sums = least[count] as Float64Array;
    let top = sums.indexOf(sums.reduce((one, other) => Math.min(one, other)));
    const rows: Row[] = [];
    for (let end = count; end > 0; end = (rows[0] as Row).start) {
      const [start, height] = [starts[end]?.[top] as number, heights[end]?.[top] as number];
      rows.unshift({ start, length: end - start, height });
      top -= height;
    }
    return this.#stack(rows, leaf);
  }

  /** Least tiles of what lies before each place of the order. */
  #tilesBefore(): number[] {
    const tiles = [0];
    for (let start = 0; start < this.#blocks.count; start += 1) {
      tiles.push((tiles[start] as number) + leastArea(this.#blocks.curve(start, 1)));
    }
    return tiles;
  }

  #stack(rows: readonly Row[], leaf: LeafSlice): Slice {
    const slices = rows.map((row, index) => {
      const blocks = joined(this.#cutRow(row, leaf), false);
      return index % 2 === 0 ? blocks : mirrored(blocks);
    });
    return joined(slices, true);
  }

  #slotsOf(row: Row): readonly Readonly<Slot>[] {
    const slots: Readonly<Slot>[] = [];
    this.#cutRow(row, (leaf, slot) => {
      slots[leaf - row.start] = slot;
      return leaf;
    });
    return slots;
  }

  #cutRow({ start, length, height }: Row, leaf: LeafSlice): Slice[] {
    const blocks = this.#blocks;
    const width = this.#rowWidth(start, length, height);
    if (length <= blocks.longest) return [blocks.cut(start, length, { x: 0, y: 0, width, height }, leaf)];
    for (let last = 1; last <= blocks.longest; last += 1) {
      const before = this.#rowWidth(start, length - last, height);
      const after = blocks.curve(start + length - last, last)[height] as number;
      if (before + after > width) continue;
      const slot = { x: before, y: 0, width: after, height };
      const block = blocks.cut(start + length - last, last, slot, leaf);
      return [...this.#cutRow({ start, length: length - last, height }, leaf), block];
    }
    throw new Error(`a row of ${length} kernels must have a cut`);
  }
}

/** Many kernels lie in several rows, none of them higher than half of the floor, unless one of them is large itself. */
function highestRow(blocks: Blocks, height: number): number {
  const sides = Array.from({ length: blocks.count }, (_, index) => smallestSide(blocks.curve(index, 1)));
  return blocks.count > 80 && Math.max(...sides) <= height / 4 ? height >> 1 : height;
}

function leastSide(curve: Curve, width: number, most: number): number {
  let [low, high] = [1, most];
  if ((curve[most] as number) > width) return Infinity;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((curve[middle] as number) <= width) high = middle;
    else low = middle + 1;
  }
  return low;
}
