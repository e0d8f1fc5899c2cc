import type { Money, Rational } from "@ingot/units";
import {
  compare,
  compareRationals,
  currencyExponents,
  minus,
  money,
  over,
  plus,
  rational,
  roundHalfAway,
} from "@ingot/units";
import { times, toDecimal, toFixedDecimal, whole } from "@ingot/units";
import type { CostBook } from "../book/cost-book.ts";
import { exactPrice } from "./price.ts";
import type { PriceInputs } from "./price-inputs.ts";

/** Whether a price clears our margin floor. PRIVATE to the operator. Margin is (price - cost) / price. */
export type FloorCheck =
  | { readonly kind: "unchecked" }
  | {
      readonly kind: "above" | "below";
      readonly cost: Money;
      readonly margin: string;
      readonly marginFloor: string;
      readonly costBookVersion: number;
    };

/** What a run is expected to cost us, and the least net price that leaves the margin we sell at. */
interface FloorPrice {
  readonly costMinor: Rational;
  readonly least: Money;
}

/**
 * Expected cost: device-hours at our own rate, energy and data at the rates of the quote. The least price is rounded up.
 * **Throws** RangeError when the cost book lacks the system, has another currency, or a margin of 1 or more.
 */
function floorPrice(inputs: PriceInputs, costs: CostBook): FloorPrice {
  const rate = Object.hasOwn(costs.device_hour, inputs.system) ? costs.device_hour[inputs.system] : undefined;
  if (rate === undefined || costs.currency !== inputs.currency) {
    throw new RangeError(
      `the floor needs a cost of the system in the price's currency, received ${inputs.system}, ${costs.currency} for ${inputs.currency}`,
    );
  }
  const kept = minus(whole(1n), rational(costs.margin_floor));
  if (kept.numerator <= 0n) throw new RangeError(`a margin floor is below 1, received ${costs.margin_floor}`);
  const exact = exactPrice(inputs);
  const deviceHours = plus(exact.deviceHoursPlanned, exact.deviceHoursLost);
  const cost = plus(times(deviceHours, rational(rate)), plus(exact.energy, exact.data));
  const costMinor = times(cost, whole(10n ** BigInt(currencyExponents[inputs.currency])));
  const { numerator, denominator } = over(costMinor, kept);
  return { costMinor, least: money(inputs.currency, (numerator + denominator - 1n) / denominator) };
}

/** Inputs whose price is at least our floor: as they were, or with the least total stated where the rates stay below it. */
export function raisedToFloor(inputs: PriceInputs, price: Money, costs: CostBook): PriceInputs {
  const { least } = floorPrice(inputs, costs);
  return compare(price, least) >= 0 ? inputs : { ...inputs, minimum_total: toDecimal(least) };
}

/** Compares a price above zero with its expected cost. **Throws** RangeError as `floorPrice` does. */
export function checkFloor(inputs: PriceInputs, price: Money, costs: CostBook): FloorCheck {
  const { costMinor } = floorPrice(inputs, costs);
  const margin = over(minus(whole(price.minor), costMinor), whole(price.minor));
  return {
    kind: compareRationals(margin, rational(costs.margin_floor)) >= 0 ? "above" : "below",
    cost: money(price.currency, roundHalfAway(costMinor)),
    margin: toFixedDecimal(margin, 4),
    marginFloor: costs.margin_floor,
    costBookVersion: costs.version,
  };
}
