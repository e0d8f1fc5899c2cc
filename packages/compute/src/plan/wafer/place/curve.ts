import type { ShapeTable } from "./shapes.ts";

/**
 * A shape curve: at each length of one side, the least length of the other. Dense, so that stacking two is one addition
 * a tile. `farSide` stands for "does not fit"; sums are kept at or below it.
 */
export type Curve = Int16Array;

export const farSide = 16_000;

/**
 * The curve of one kernel at a time. Both rotations are allowed, so the curve over widths is the curve over heights.
 * **Unit** tiles, index 0 to `length - 1`.
 */
export function leafCurve(table: ShapeTable, time: number, length: number): Curve {
  const curve = new Int16Array(length).fill(farSide);
  const lower = (side: number, other: number) => {
    if (side < length && other < (curve[side] as number)) curve[side] = other;
  };
  table.visit(time, (_cell, _c, height, width) => {
    lower(width, height);
    lower(height, width);
  });
  for (let side = 1; side < length; side += 1) {
    if ((curve[side - 1] as number) < (curve[side] as number)) curve[side] = curve[side - 1] as number;
  }
  return curve;
}

/** `into` becomes the sum: two parts of one common side, one after the other. */
export function addCurves(first: Curve, second: Curve, into: Curve): void {
  for (let side = 0; side < into.length; side += 1) {
    const sum = (first[side] as number) + (second[side] as number);
    into[side] = sum > farSide ? farSide : sum;
  }
}

/** `into` becomes the lesser of itself and the sum, at the sides from `from` up to `to`. */
export function lowerToSum(first: Curve, second: Curve, into: Curve, from = 0, to = into.length - 1): void {
  for (let side = from; side <= to; side += 1) {
    const sum = (first[side] as number) + (second[side] as number);
    if (sum < (into[side] as number)) into[side] = sum;
  }
}

/** `into` becomes the same curve read along the other side. */
export function turnCurve(curve: Curve, into: Curve): void {
  const last = curve.length - 1;
  let other = 0;
  for (let side = last; side >= 0; side -= 1) {
    const needed = curve[side] as number;
    // Every length from the need at this side up to the need at the next shorter side is met by this side.
    const until = side === 0 ? last : Math.min(last, (curve[side - 1] as number) - 1);
    if (side === last) {
      const empty = Math.min(last + 1, needed);
      while (other < empty) into[other++] = farSide;
    }
    while (other <= until) into[other++] = side;
    if (other > last) return;
  }
}

/** Tiles of the smallest shape; Infinity where there is none. */
export function leastArea(curve: Curve): number {
  let least = Infinity;
  for (const [side, other] of curve.entries()) if (other < farSide) least = Math.min(least, side * other);
  return least;
}

/** The shorter side of the smallest shape. */
export function smallestSide(curve: Curve): number {
  let [least, found] = [Infinity, 0];
  for (const [side, other] of curve.entries()) {
    if (other < farSide && side * other < least) [least, found] = [side * other, Math.min(side, other)];
  }
  return found;
}
