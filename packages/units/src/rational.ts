/** An exact fraction. **Range** `denominator` above 0. Rates are rationals so that only totals are ever rounded. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * Reads a decimal such as `"2.35"` exactly.
 * **Throws** RangeError when the text is not a plain decimal.
 */
export function rational(decimal: string): Rational {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!match) throw new RangeError(`a rate is a plain decimal such as "2.35", received "${decimal}"`);
  const fraction = match[3] ?? "";
  const magnitude = BigInt(`${match[2]}${fraction}`);
  return { numerator: match[1] === "-" ? -magnitude : magnitude, denominator: 10n ** BigInt(fraction.length) };
}

export const whole = (value: bigint): Rational => ({ numerator: value, denominator: 1n });

export const times = (left: Rational, right: Rational): Rational => ({
  numerator: left.numerator * right.numerator,
  denominator: left.denominator * right.denominator,
});

export const plus = (left: Rational, right: Rational): Rational => ({
  numerator: left.numerator * right.denominator + right.numerator * left.denominator,
  denominator: left.denominator * right.denominator,
});

export const minus = (left: Rational, right: Rational): Rational =>
  plus(left, { numerator: -right.numerator, denominator: right.denominator });

/** **Returns** -1, 0 or 1, for sorting. */
export function compareRationals(left: Rational, right: Rational): -1 | 0 | 1 {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The same value with the smallest numerator and denominator. */
export function reduce(value: Rational): Rational {
  let left = value.numerator < 0n ? -value.numerator : value.numerator;
  let right = value.denominator;
  while (right !== 0n) [left, right] = [right, left % right];
  return { numerator: value.numerator / left, denominator: value.denominator / left };
}

/** The value as a decimal with `digits` after the point, rounded half away from zero. */
export function toFixedDecimal(value: Rational, digits: number): string {
  const scaled = roundHalfAway({ numerator: value.numerator * 10n ** BigInt(digits), denominator: value.denominator });
  const text = (scaled < 0n ? -scaled : scaled).toString().padStart(digits + 1, "0");
  const sign = scaled < 0n ? "-" : "";
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** **Throws** RangeError when `right` is zero. */
export function over(left: Rational, right: Rational): Rational {
  if (right.numerator === 0n) throw new RangeError("a rate cannot be divided by zero");
  const sign = right.numerator < 0n ? -1n : 1n;
  return {
    numerator: left.numerator * right.denominator * sign,
    denominator: left.denominator * right.numerator * sign,
  };
}

/** The one rounding of the house: to a whole number, half away from zero. */
export function roundHalfAway(value: Rational): bigint {
  const sign = value.numerator < 0n ? -1n : 1n;
  const magnitude = value.numerator * sign;
  return sign * ((2n * magnitude + value.denominator) / (2n * value.denominator));
}
