import type { BatchRamp } from "@ingot/compute";
import { InvalidArgumentError } from "commander";
import { wholeNumber } from "../parse-number.ts";

/** A growing batch as people write it: sequences at first, sequences added each time, tokens until it is full. */
export function rampOf(text: string): BatchRamp {
  const [from = "", increment = "", tokens = "", ...rest] = text.split(":");
  if (from === "" || increment === "" || tokens === "" || rest.length > 0) {
    throw new InvalidArgumentError(`three numbers from:by:tokens such as 192:16:20B, received "${text}"`);
  }
  return { from: wholeNumber(from), increment: wholeNumber(increment), tokens: wholeNumber(tokens) };
}
