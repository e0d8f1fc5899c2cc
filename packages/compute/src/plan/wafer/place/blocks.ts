import { type Curve, farSide, lowerToSum, turnCurve } from "./curve.ts";
import type { Slice } from "./slicing.ts";
import type { Slot } from "./soft-plan.ts";

/** What a leaf becomes in a slot that holds it. */
export type LeafSlice = (leaf: number, slot: Readonly<Slot>) => Slice;

/** What was known before leaves `from` to `to` changed. */
export interface Before<Known> {
  readonly known: Known;
  readonly from: number;
  readonly to: number;
}

/**
 * Every block of at most `longest` neighbours of an order, cut by guillotine as well as can be. Kernels may be turned and
 * cuts go either way, so the curve of a block over widths is its curve over heights.
 * **Cost** about n · longest² / 2 · side additions.
 */
export class Blocks {
  readonly count: number;
  readonly longest: number;
  /** Entries of a curve. */
  readonly length: number;
  readonly #curves: Curve[][];

  /** Additions that making these took. */
  readonly additions: number;

  constructor(leaves: readonly Curve[], longest: number, before?: Before<Blocks>) {
    this.count = leaves.length;
    this.longest = Math.min(longest, leaves.length);
    this.length = (leaves[0] as Curve).length;
    this.#curves = leaves.map((curve) => [curve]);
    const scratch = new Int16Array(this.length);
    let made = 0;
    for (let length = 2; length <= this.longest; length += 1) {
      for (let start = 0; start + length <= this.count; start += 1) {
        const same = before !== undefined && (start > before.to || start + length <= before.from);
        this.#curves[start]?.push(same ? before.known.curve(start, length) : this.#bestCut(start, length, scratch));
        if (!same) made += length - 1;
      }
    }
    this.additions = made * this.length;
  }

  /** Least height at each width of the block from `start` over so many leaves, or least width at each height. */
  curve(start: number, length: number): Curve {
    return this.#curves[start]?.[length - 1] as Curve;
  }

  #bestCut(start: number, length: number, scratch: Curve): Curve {
    const best = new Int16Array(this.length).fill(farSide);
    for (let cut = 1; cut < length; cut += 1) {
      lowerToSum(this.curve(start, cut), this.curve(start + cut, length - cut), best);
    }
    turnCurve(best, scratch);
    for (let side = 0; side < scratch.length; side += 1) {
      if ((scratch[side] as number) < (best[side] as number)) best[side] = scratch[side] as number;
    }
    return best;
  }

  /** The cuts of a block in a slot that holds it. */
  cut(start: number, length: number, slot: Readonly<Slot>, leaf: LeafSlice): Slice {
    if (length === 1) return leaf(start, slot);
    const { x, y, width, height } = slot;
    for (let cut = 1; cut < length; cut += 1) {
      const [first, second] = [this.curve(start, cut), this.curve(start + cut, length - cut)];
      const low = first[width] as number;
      const near = first[height] as number;
      const above = low + (second[width] as number) <= height;
      const beside = near + (second[height] as number) <= width;
      if (!above && !beside) continue;
      const before = above ? { ...slot, height: low } : { ...slot, width: near };
      const after = above
        ? { ...slot, y: y + low, height: height - low }
        : { ...slot, x: x + near, width: width - near };
      return {
        stacked: above,
        first: this.cut(start, cut, before, leaf),
        second: this.cut(start + cut, length - cut, after, leaf),
      };
    }
    throw new Error(`a block of ${length} kernels must have a cut`);
  }
}
