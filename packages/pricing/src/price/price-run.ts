import type { CostBook } from "../book/cost-book.ts";
import type { FloorCheck } from "./floor.ts";
import { checkFloor, raisedToFloor } from "./floor.ts";
import type { Price } from "./price.ts";
import { priceFromInputs } from "./price.ts";
import type { PriceInputs, RunToPrice } from "./price-inputs.ts";
import { priceInputs } from "./price-inputs.ts";

export interface PricedRun extends Price {
  readonly inputs: PriceInputs;
  /** PRIVATE to the operator; `quoteDocument` leaves it out. */
  readonly floor: FloorCheck;
}

/**
 * The price of a run: five lines with their inputs, their amounts and their shares, and one total. With our costs given
 * the total is never below the floor; where the rates alone are, the inputs state the least total that it was raised to.
 * **Throws** RangeError, with the rule and the value, for a system, country or number that cannot be priced.
 */
export function priceRun(run: RunToPrice & { readonly costs?: CostBook }): PricedRun {
  const inputs = priceInputs(run);
  const price = priceFromInputs(inputs);
  if (!run.costs) return { ...price, inputs, floor: { kind: "unchecked" } };
  const floored = raisedToFloor(inputs, price.total, run.costs);
  const sold = floored === inputs ? price : priceFromInputs(floored);
  return { ...sold, inputs: floored, floor: checkFloor(floored, sold.total, run.costs) };
}
