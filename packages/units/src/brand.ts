declare const tag: unique symbol;

/** A value of `Base` that may not be mixed with another quantity of the same base type. */
export type Branded<Base, Name extends string> = Base & { readonly [tag]: Name };

/** Floating-point operations. **Unit** FLOP (a multiply-add is two). A double: counts pass 2^53 early. */
export type Flops = Branded<number, "Flops">;
/** **Unit** byte (8 bits); GiB = 2^30 of them, GB = 10^9. A safe integer where it is a count. */
export type Bytes = Branded<number, "Bytes">;
/** Tokens as the model reads them. A safe integer. */
export type Tokens = Branded<number, "Tokens">;
/** **Unit** second. */
export type Seconds = Branded<number, "Seconds">;
/** **Unit** watt. */
export type Watts = Branded<number, "Watts">;
/** **Unit** joule. */
export type Joules = Branded<number, "Joules">;
/** A share of a whole. **Range** 0…1 unless said otherwise. */
export type Ratio = Branded<number, "Ratio">;

export const flops = (value: number) => value as Flops;
export const bytes = (value: number) => value as Bytes;
export const seconds = (value: number) => value as Seconds;
export const watts = (value: number) => value as Watts;
export const joules = (value: number) => value as Joules;
export const ratio = (value: number) => value as Ratio;

/** **Throws** RangeError when `value` is not a whole number from 0 to 2^53 - 1. */
export function tokens(value: number): Tokens {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`tokens must be a whole number from 0 to 2^53-1, received ${value}`);
  }
  return value as Tokens;
}
