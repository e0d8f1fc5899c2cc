import type { Rational } from "@ingot/units";
import { reduce } from "@ingot/units";

/** Whole-number weights in the exact proportion of the rationals, for a largest-remainder split. */
export function commonWeights(values: readonly Rational[]): bigint[] {
  const reduced = values.map(reduce);
  const denominator = reduced.reduce((product, value) => leastCommonMultiple(product, value.denominator), 1n);
  return reduced.map((value) => value.numerator * (denominator / value.denominator));
}

function leastCommonMultiple(left: bigint, right: bigint): bigint {
  const simplest = reduce({ numerator: left, denominator: right });
  return left * simplest.denominator;
}
