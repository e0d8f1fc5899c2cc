/**
 * A double of the planner as a decimal string with a stated number of digits. From here on everything is exact, and
 * the string is what the quote stores. ECMAScript defines toFixed to the last digit, so every engine writes the same.
 * **Throws** RangeError for NaN, infinities, negative values and values of 10^21 or more.
 */
export function fixed(name: string, value: number, digits: number): string {
  if (!(value >= 0 && value < 1e21)) throw new RangeError(`${name} is a number from 0 to 1e21, received ${value}`);
  return value.toFixed(digits);
}

/** Digits after the point with which a planner's doubles enter a price. */
export const inputDigits = { seconds: 3, watts: 3, faults: 4 } as const;
