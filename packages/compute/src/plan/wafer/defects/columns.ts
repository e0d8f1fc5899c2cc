import type { DefectMap } from "./defect-map.ts";
import { oneLink } from "./links.ts";

/** A place of a column without a core: dead, or lent to the column beside. Places are told by bits. */
export const hole = 1;
/** A place whose core is one of the column beside. */
export const lent = 2;
/** A hole that nothing was found around: neighbours on its two sides are joined by a longer route. */
export const gap = 4;

/** Dead cores one above the other in a column, from the first row to the last. */
export interface Run {
  readonly column: number;
  readonly from: number;
  readonly to: number;
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

  constructor({ rows, columns, dead }: DefectMap) {
    [this.rows, this.columns, this.places] = [rows, columns, Uint8Array.from(dead)];
  }

  /** The first place with a core from `row` up; `rows` or more where there is none. */
  next(column: number, row: number): number {
    let at = row;
    while (at < this.rows && ((this.places[at * this.columns + column] as number) & hole) !== 0) at += 1;
    return at;
  }

  /** Whether two places of a column, with the lower first, may be neighbours of the mesh. */
  along(column: number, lower: number, upper: number): boolean {
    if (upper - lower > 2) {
      for (let row = lower + 1; row < upper; row += 1) {
        if (((this.places[row * this.columns + column] as number) & gap) === 0) return false;
      }
      return true;
    }
    return this.#linked(lower * this.columns + column, upper * this.columns + column);
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
}
