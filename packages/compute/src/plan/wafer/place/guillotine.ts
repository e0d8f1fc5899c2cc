import { type Curve, farSide, lowerToSum, turnCurve } from "./curve.ts";
import { joined, mirrored, type Slice } from "./slicing.ts";

/** The two readings of a part's shape curve. */
interface Part {
  /** Least height at each width. */
  readonly byWidth: Curve;
  /** Least width at each height. */
  readonly byHeight: Curve;
}

/**
 * Rows of blocks in a given order of the kernels: a block is any guillotine cutting of at most `longest` neighbours of
 * the order, a row is blocks side by side, rows are stacked. Exact by dynamic programming over the order.
 * **Cost** about n · longest · (n + longest) · side additions.
 */
export class GuillotinePacking {
  readonly #width: number;
  readonly #height: number;
  readonly #longest: number;
  readonly #leaves: readonly Curve[];
  readonly #blocks: Part[][] = [];
  /** Least width at each height of the row from the first index over so many kernels. */
  readonly #rows: Curve[][] = [];

  /** `leaves`: the curves of the kernels in the order of the rows. */
  constructor(leaves: readonly Curve[], width: number, height: number, longest: number) {
    this.#leaves = leaves;
    this.#width = width;
    this.#height = height;
    this.#longest = longest;
    this.#makeBlocks();
    this.#makeRows();
  }

  #part(start: number, length: number): Part {
    return this.#blocks[start]?.[length - 1] as Part;
  }

  #rowWidth(start: number, length: number, height: number): number {
    const row = this.#rows[start]?.[length - 1];
    return row?.[height] ?? farSide;
  }

  #makeBlocks(): void {
    const count = this.#leaves.length;
    for (const curve of this.#leaves) this.#blocks.push([{ byWidth: curve, byHeight: curve }]);
    const scratch = new Int16Array((this.#leaves[0] as Curve).length);
    for (let length = 2; length <= Math.min(count, this.#longest); length += 1) {
      for (let start = 0; start + length <= count; start += 1) {
        this.#blocks[start]?.push(this.#bestCut(start, length, scratch));
      }
    }
  }

  #bestCut(start: number, length: number, scratch: Curve): Part {
    const byWidth = new Int16Array(scratch.length).fill(farSide);
    const byHeight = new Int16Array(scratch.length).fill(farSide);
    for (let cut = 1; cut < length; cut += 1) {
      const [first, second] = [this.#part(start, cut), this.#part(start + cut, length - cut)];
      lowerToSum(first.byWidth, second.byWidth, byWidth);
      lowerToSum(first.byHeight, second.byHeight, byHeight);
    }
    turnCurve(byHeight, scratch);
    for (let side = 0; side < scratch.length; side += 1) {
      if ((scratch[side] as number) < (byWidth[side] as number)) byWidth[side] = scratch[side] as number;
    }
    turnCurve(byWidth, byHeight);
    return { byWidth, byHeight };
  }

  #makeRows(): void {
    const count = this.#leaves.length;
    for (let start = 0; start < count; start += 1) {
      const rows: Curve[] = [];
      this.#rows.push(rows);
      // A row of more kernels is no lower, so heights that were too low stay so.
      let from = 1;
      for (let length = 1; start + length <= count && from <= this.#height; length += 1) {
        const row = length <= this.#longest ? this.#part(start, length).byHeight : this.#longRow(start, length, from);
        rows.push(row);
        from = leastSide(row, this.#width, this.#height);
      }
    }
  }

  #longRow(start: number, length: number, from: number): Curve {
    const row = new Int16Array((this.#leaves[0] as Curve).length).fill(farSide);
    for (let last = 1; last <= this.#longest; last += 1) {
      const before = this.#rows[start]?.[length - last - 1] as Curve;
      lowerToSum(before, this.#part(start + length - last, last).byHeight, row, from);
    }
    return row;
  }

  /** Rows from the bottom up that need the least height, as (start, length, height). */
  #bestRows(): { readonly start: number; readonly length: number; readonly height: number }[] | null {
    const count = this.#leaves.length;
    const least = Array.from({ length: count + 1 }, (_, index) => (index === 0 ? 0 : Infinity));
    const last = Array.from({ length: count + 1 }, () => ({ start: 0, length: 0, height: 0 }));
    for (let start = 0; start < count; start += 1) {
      for (const [index, row] of (this.#rows[start] ?? []).entries()) {
        const height = leastSide(row, this.#width, this.#height);
        const end = start + index + 1;
        const sum = (least[start] as number) + height;
        if (sum >= (least[end] as number)) continue;
        least[end] = sum;
        last[end] = { start, length: index + 1, height };
      }
    }
    if ((least[count] as number) > this.#height) return null;
    const rows: { start: number; length: number; height: number }[] = [];
    for (let end = count; end > 0; end = (last[end] as { start: number }).start)
      rows.unshift(last[end] as (typeof rows)[number]);
    return rows;
  }

  /** The packing, rows as a snake; null where the kernels do not fit in this order. Leaves are positions of the order. */
  slice(): Slice | null {
    const rows = this.#bestRows();
    if (rows === null) return null;
    const slices = rows.map(({ start, length, height }, index) => {
      const blocks = joined(this.#cutRow(start, length, height), false);
      return index % 2 === 0 ? blocks : mirrored(blocks);
    });
    return joined(slices, true);
  }

  #cutRow(start: number, length: number, height: number): Slice[] {
    const width = this.#rowWidth(start, length, height);
    if (length <= this.#longest) return [this.#cutBlock(start, length, width, height)];
    for (let last = 1; last <= this.#longest; last += 1) {
      const before = this.#rowWidth(start, length - last, height);
      const after = this.#part(start + length - last, last).byHeight[height] as number;
      if (before + after > width) continue;
      const block = this.#cutBlock(start + length - last, last, after, height);
      return [...this.#cutRow(start, length - last, height), block];
    }
    throw new Error(`a row of ${length} kernels must have a cut`);
  }

  #cutBlock(start: number, length: number, width: number, height: number): Slice {
    if (length === 1) return start;
    for (let cut = 1; cut < length; cut += 1) {
      const [first, second] = [this.#part(start, cut), this.#part(start + cut, length - cut)];
      const above = (first.byWidth[width] as number) + (second.byWidth[width] as number) <= height;
      const beside = (first.byHeight[height] as number) + (second.byHeight[height] as number) <= width;
      if (!above && !beside) continue;
      const [a, b] = above
        ? [this.#cutBlock(start, cut, width, first.byWidth[width] as number), second.byWidth[width] as number]
        : [this.#cutBlock(start, cut, first.byHeight[height] as number, height), second.byHeight[height] as number];
      const rest = above
        ? this.#cutBlock(start + cut, length - cut, width, b)
        : this.#cutBlock(start + cut, length - cut, b, height);
      return { stacked: above, first: a, second: rest };
    }
    throw new Error(`a block of ${length} kernels must have a cut`);
  }
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
