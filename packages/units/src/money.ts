import type { Rational } from "./rational.ts";
import { roundHalfAway } from "./rational.ts";

/**
 * Currencies we can write, with the exponent of ISO 4217 (2025). Never taken from the runtime's Intl, whose exponents
 * differ from the standard in 17 currencies (HUF among them).
 */
export const currencyExponents = { CHF: 2, EUR: 2, GBP: 2, HUF: 2, JPY: 0, KWD: 3, USD: 2 } as const;

export type Currency = keyof typeof currencyExponents;

export const isCurrency = (code: string): code is Currency => Object.hasOwn(currencyExponents, code);

/** An exact amount. **Unit** the currency's minor unit (cents for USD and EUR). */
export interface Money {
  readonly currency: Currency;
  readonly minor: bigint;
}

/** Money as it travels: JSON, the API, workflow history. **Shape** `{ amount: "45000.00", currency: "USD" }`. */
export interface MoneyWire {
  readonly amount: string;
  readonly currency: Currency;
}

export const money = (currency: Currency, minor: bigint): Money => ({ currency, minor });

export const zero = (currency: Currency): Money => money(currency, 0n);

function sameCurrency(left: Money, right: Money): Currency {
  if (left.currency !== right.currency) {
    throw new TypeError(`amounts must share a currency, received ${left.currency} and ${right.currency}`);
  }
  return left.currency;
}

export const add = (left: Money, right: Money): Money => money(sameCurrency(left, right), left.minor + right.minor);

export const subtract = (left: Money, right: Money): Money =>
  money(sameCurrency(left, right), left.minor - right.minor);

export const negate = (amount: Money): Money => money(amount.currency, -amount.minor);

export const isZero = (amount: Money): boolean => amount.minor === 0n;

/** **Returns** -1, 0 or 1, for sorting. */
export function compare(left: Money, right: Money): -1 | 0 | 1 {
  sameCurrency(left, right);
  return left.minor < right.minor ? -1 : left.minor > right.minor ? 1 : 0;
}

/** The sum of `amounts`; zero of `currency` when there are none. */
export const sum = (currency: Currency, amounts: readonly Money[]): Money => amounts.reduce(add, zero(currency));

/** `amount * rate`, rounded once, half away from zero. */
export const multiply = (amount: Money, rate: Rational): Money =>
  money(amount.currency, roundHalfAway({ numerator: amount.minor * rate.numerator, denominator: rate.denominator }));

/** **Returns** the decimal string with exactly the currency's exponent, e.g. `"-0.05"`. */
export function toDecimal(amount: Money): string {
  const exponent = currencyExponents[amount.currency];
  const digits = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(exponent + 1, "0");
  const sign = amount.minor < 0n ? "-" : "";
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

export const toWire = (amount: Money): MoneyWire => ({ amount: toDecimal(amount), currency: amount.currency });

/** **Returns** the decimal with its thousands separated and its currency, e.g. `"1,234,567 JPY"`; for reading only. */
export function toReadable(amount: Money): string {
  const [units = "", fraction] = toDecimal(amount).split(".");
  const grouped = units.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${grouped}${fraction === undefined ? "" : `.${fraction}`} ${amount.currency}`;
}

/** **Throws** RangeError when the text is not a decimal with at most the currency's exponent of digits. */
export function fromWire(wire: { readonly amount: string; readonly currency: string }): Money {
  if (!isCurrency(wire.currency)) {
    const known = Object.keys(currencyExponents).join(", ");
    throw new RangeError(`a currency is one of ${known}, received "${wire.currency}"`);
  }
  const exponent = currencyExponents[wire.currency];
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(wire.amount);
  const fraction = match?.[3] ?? "";
  if (!match || fraction.length > exponent) {
    throw new RangeError(
      `an amount of ${wire.currency} is a decimal with at most ${exponent} digits after the point, received "${wire.amount}"`,
    );
  }
  const minor = BigInt(`${match[2]}${fraction.padEnd(exponent, "0")}`);
  return money(wire.currency, match[1] === "-" ? -minor : minor);
}

/**
 * Splits `total` by `weights` with the largest remainder; equal remainders go to the earlier share. The shares add up
 * to the total and each lies between floor and ceiling of its exact share; a negative total mirrors the positive one.
 * **Throws** RangeError for a negative weight or when all weights are zero.
 */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  const whole = weights.reduce((left, right) => left + right, 0n);
  if (weights.some((weight) => weight < 0n) || whole === 0n) {
    throw new RangeError(`weights must be 0 or more with one above 0, received [${weights.join(", ")}]`);
  }
  const sign = total.minor < 0n ? -1n : 1n;
  const magnitude = total.minor * sign;
  const shares = weights.map((weight) => (magnitude * weight) / whole);
  const remainders = weights.map((weight, index) => ({ index, rest: (magnitude * weight) % whole }));
  remainders.sort((left, right) =>
    left.rest === right.rest ? left.index - right.index : left.rest > right.rest ? -1 : 1,
  );
  const missing = magnitude - shares.reduce((left, right) => left + right, 0n);
  for (const { index } of remainders.slice(0, Number(missing))) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares.map((share) => money(total.currency, share * sign));
}
