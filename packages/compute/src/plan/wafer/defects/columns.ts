import type { DefectMap } from "./defect-map.ts";
import { oneLink } from "./links.ts";

/** A place of a column without a core: dead, or lent to the column beside. Places are told by bits. */
export const hole = 1;
/** A place whose core is one of the column beside. */
export const lent = 2;
/** A hole that nothing was found around: neighbours on its two sides are joined by a longer route. */
export const gap = 4;

/** Holes one above the other in a column, from the first row to the last. */
export interface Run {
  readonly column: number;
  readonly from: number;
  readonly to: number;
}

interface Change {
  readonly place: number;
  readonly was: number;
  readonly lender: number | null;
}

/**
 * The columns of a wafer as strings of places, one for each row. A place holds its own core, none (a hole), or one that
 * the column beside lends and has a hole for.
 */
export class CoreColumns {
  readonly rows: number;
  readonly columns: number;
  readonly places: Uint8Array;
  /** The core at each lent place. */
  readonly lenders = new Map<number, number>();
  readonly #changes: Change[] = [];

  constructor({ rows, columns, dead }: DefectMap) {
    [this.rows, this.columns, this.places] = [rows, columns, Uint8Array.from(dead)];
  }

  /** The first place with a core from `row` up; `rows` or more where there is none. */
  next(column: number, row: number): number {
    let at = row;
    while (at < this.rows && ((this.places[at * this.columns + column] as number) & hole) !== 0) at += 1;
    return at;
  }

  /** The core at a place; below 0 where there is none. */
  coreAt(place: number): number {
    return ((this.places[place] as number) & hole) !== 0 ? -1 : (this.lenders.get(place) ?? place);
  }

  /** Whether two places of a column, with the lower first, may be neighbours of the mesh. */
  along(column: number, lower: number, upper: number): boolean {
    if (upper - lower > 2) return this.gapBetween(column, lower, upper);
    return this.#linked(lower * this.columns + column, upper * this.columns + column);
  }

  /** Whether all places between two of a column are gaps. */
  gapBetween(column: number, lower: number, upper: number): boolean {
    for (let row = lower + 1; row < upper; row += 1) {
      if (((this.places[row * this.columns + column] as number) & gap) === 0) return false;
    }
    return true;
  }

  /** Whether a place of a column and one of the next may be neighbours of the mesh. */
  across(column: number, left: number, right: number): boolean {
    if (left - right > 1 || right - left > 1) return false;
    return this.#linked(left * this.columns + column, right * this.columns + column + 1);
  }

  #linked(one: number, other: number): boolean {
    if ((((this.places[one] as number) | (this.places[other] as number)) & lent) === 0) return true;
    const [a, b] = [this.lenders.get(one) ?? one, this.lenders.get(other) ?? other];
    const { columns } = this;
    return oneLink(Math.floor(b / columns) - Math.floor(a / columns), (b % columns) - (a % columns));
  }

  /** What a place holds from now on, until it is undone. */
  set(place: number, state: number, lender: number | null = null): void {
    this.#changes.push({ place, was: this.places[place] as number, lender: this.lenders.get(place) ?? null });
    this.#put(place, state, lender);
  }

  mark({ column, from, to }: Run, state: number): void {
    for (let row = from; row <= to; row += 1) this.set(row * this.columns + column, state);
  }

  isGap({ column, from }: Run): boolean {
    return ((this.places[from * this.columns + column] as number) & gap) !== 0;
  }

  /** How many changes there were, to undo those that follow. */
  get changes(): number {
    return this.#changes.length;
  }

  undo(to: number): void {
    for (const { place, was, lender } of this.#changes.splice(to).toReversed()) this.#put(place, was, lender);
  }

  #put(place: number, state: number, lender: number | null): void {
    this.places[place] = state;
    if (lender === null) this.lenders.delete(place);
    else this.lenders.set(place, lender);
  }
}
