import type { Money } from "@ingot/units";
import { compareRationals, currencyExponents, minus, money, over, plus, rational, roundHalfAway } from "@ingot/units";
import { times, toFixedDecimal, whole } from "@ingot/units";
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

/**
 * Compares a price with its expected cost: device-hours at our own rate, energy and data at the rates of the quote.
 * **Throws** RangeError when the cost book lacks the system or has another currency, or the price is not above zero.
 */
export function checkFloor(inputs: PriceInputs, price: Money, costs: CostBook): FloorCheck {
  const rate = Object.hasOwn(costs.device_hour, inputs.system) ? costs.device_hour[inputs.system] : undefined;
  if (rate === undefined || costs.currency !== price.currency || price.minor <= 0n) {
    throw new RangeError(
      `the floor needs a cost of the system in the price's currency and a price above 0, received ${inputs.system}, ${costs.currency}, ${price.minor} ${price.currency}`,
    );
  }
  const exact = exactPrice(inputs);
  const deviceHours = plus(exact.deviceHoursPlanned, exact.deviceHoursLost);
  const cost = plus(times(deviceHours, rational(rate)), plus(exact.energy, exact.data));
  const minorUnits = whole(10n ** BigInt(currencyExponents[price.currency]));
  const costMinor = times(cost, minorUnits);
  const margin = over(minus(whole(price.minor), costMinor), whole(price.minor));
  return {
    kind: compareRationals(margin, rational(costs.margin_floor)) >= 0 ? "above" : "below",
    cost: money(price.currency, roundHalfAway(costMinor)),
    margin: toFixedDecimal(margin, 4),
    marginFloor: costs.margin_floor,
    costBookVersion: costs.version,
  };
}
