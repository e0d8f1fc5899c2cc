import type { Rational } from "@ingot/units";

/** Verified tokens over contracted tokens. **Throws** RangeError when that is no share of the contract. */
export function deliveredShare(tokensVerified: number, tokensContracted: number): Rational {
  const counts = Number.isSafeInteger(tokensVerified) && Number.isSafeInteger(tokensContracted);
  if (!counts || tokensVerified < 0 || tokensContracted <= 0 || tokensVerified > tokensContracted) {
    throw new RangeError(
      `verified tokens are a whole number from 0 to the contracted ones, received ${tokensVerified} of ${tokensContracted}`,
    );
  }
  return { numerator: BigInt(tokensVerified), denominator: BigInt(tokensContracted) };
}
