import { type Curve, farSide, lowerToSum, turnCurve } from "./curve.ts";
import type { Slice } from "./slicing.ts";

/** Kernels in the order of the graph, put together where their curves are one. */
function classesOf(curves: readonly Curve[]): number[][] {
  const classes = new Map<Curve, number[]>();
  for (const [kernel, curve] of curves.entries()) {
    const known = classes.get(curve);
    if (known === undefined) classes.set(curve, [kernel]);
    else known.push(kernel);
  }
  return [...classes.values()];
}

/** Ways to part each choice of these kernels in two: what an `EveryCut` costs, times the length of a curve. */
export const partings = (curves: readonly Curve[]): number =>
  classesOf(curves).reduce((product, { length }) => (product * (length + 1) * (length + 2)) / 2, 0.5);

/**
 * The best of all guillotine floors, whatever their order: each choice of kernels is cut as well as can be, the small
 * ones first. For few kernels, or few kinds of them. Kernels may be turned and cuts go either way, so the curve of a
 * choice over widths is its curve over heights.
 */
export class EveryCut {
  readonly #classes: readonly (readonly number[])[];
  /** What one kernel of a class adds to the number of a choice; the last is the number of choices. */
  readonly #units: readonly number[];
  readonly #curves: Curve[] = [];
  readonly #width: number;
  readonly #height: number;

  constructor(curves: readonly Curve[], width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#classes = classesOf(curves);
    const units = [1];
    for (const { length } of this.#classes) units.push((units.at(-1) as number) * (length + 1));
    this.#units = units;
    const length = Math.max(width, height) + 1;
    for (const [index, [kernel = 0]] of this.#classes.entries()) {
      this.#curves[units[index] as number] = (curves[kernel] as Curve).subarray(0, length);
    }
    const scratch = new Int16Array(length);
    for (let choice = 1; choice <= this.#all; choice += 1) this.#curves[choice] ??= this.#bestCut(choice, scratch);
  }

  get #all(): number {
    return (this.#units.at(-1) as number) - 1;
  }

  /** Least height of a floor of all kernels. **Unit** tiles. */
  get needed(): number {
    return (this.#curves[this.#all] as Curve)[this.#width] as number;
  }

  /** How many kernels of each class a choice holds. */
  #counts(choice: number): number[] {
    const units = this.#units;
    return this.#classes.map((_, index) =>
      Math.floor((choice % (units[index + 1] as number)) / (units[index] as number)),
    );
  }

  /** Calls for one part of each parting, until it is told that this one will do. */
  #part(choice: number, visit: (part: number) => boolean): boolean {
    const most = this.#counts(choice);
    const taken = most.map(() => 0);
    for (let part = 0; ;) {
      let place = 0;
      for (; place < most.length && taken[place] === most[place]; place += 1) {
        part -= (taken[place] as number) * (this.#units[place] as number);
        taken[place] = 0;
      }
      if (place === most.length) return false;
      taken[place] = (taken[place] as number) + 1;
      part += this.#units[place] as number;
      if (part <= choice - part && visit(part)) return true;
    }
  }

  #bestCut(choice: number, scratch: Curve): Curve {
    const best = new Int16Array(scratch.length).fill(farSide);
    this.#part(choice, (part) => {
      lowerToSum(this.#curves[part] as Curve, this.#curves[choice - part] as Curve, best);
      return false;
    });
    turnCurve(best, scratch);
    for (let side = 0; side < best.length; side += 1) {
      if ((scratch[side] as number) < (best[side] as number)) best[side] = scratch[side] as number;
    }
    return best;
  }

  /** The cuts; null where the kernels do not fit. */
  slice(): Slice | null {
    if (this.needed > this.#height) return null;
    return this.#cut(
      this.#all,
      this.#width,
      this.#height,
      this.#classes.map((kernels) => [...kernels]),
    );
  }

  /** A choice in a slot that holds it, of the kernels that are left of each class. */
  #cut(choice: number, width: number, height: number, left: readonly number[][]): Slice {
    const single = this.#units.indexOf(choice);
    if (single >= 0) return (left[single] as number[]).shift() as number;
    let found: Slice | null = null;
    this.#part(choice, (part) => {
      const [first, second] = [this.#curves[part] as Curve, this.#curves[choice - part] as Curve];
      const [low, near] = [first[width] as number, first[height] as number];
      if (low + (second[width] as number) <= height) {
        const below = this.#cut(part, width, low, left);
        found = { stacked: true, first: below, second: this.#cut(choice - part, width, height - low, left) };
      } else if (near + (second[height] as number) <= width) {
        const before = this.#cut(part, near, height, left);
        found = { stacked: false, first: before, second: this.#cut(choice - part, width - near, height, left) };
      }
      return found !== null;
    });
    if (found === null) throw new Error("a choice that fits must have a cut");
    return found;
  }
}
