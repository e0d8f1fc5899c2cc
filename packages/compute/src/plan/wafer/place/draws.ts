import { ln } from "../../../simulate/elementary.ts";
import { keyOf, type RandomKey, uniform } from "../../../simulate/prng.ts";

/** Numbers one after the other from a seed. */
export class Draws {
  readonly #key: RandomKey;
  #count = 0;

  constructor(seed: string) {
    this.#key = keyOf(seed, "place");
  }

  /** **Range** strictly between 0 and 1. */
  next(): number {
    this.#count += 1;
    return uniform(this.#key, this.#count);
  }

  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** A waiting time of mean 1: a worsening of this many temperatures is accepted. */
  patience(): number {
    return -ln(this.next());
  }
}
