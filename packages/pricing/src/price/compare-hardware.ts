import type { DurationForecast, HardwareChoice } from "@ingot/compute";
import type { Money } from "@ingot/units";
import { compare, money, roundHalfAway, subtract } from "@ingot/units";

/** One way to do the same work, already planned and priced. */
export interface HardwareOffer {
  readonly hardware: HardwareChoice;
  readonly total: Money;
  readonly forecast: DurationForecast;
}

export interface ComparedOffer extends HardwareOffer {
  readonly cheapest: boolean;
  readonly soonest: boolean;
  /** No other offer is both cheaper (or equal) and sooner (or equal). */
  readonly worthwhile: boolean;
  readonly aboveCheapest: Money;
  readonly secondsAfterSoonest: number;
  readonly pricePerBillionTokens: Money;
}

/**
 * Offers side by side, cheapest first; equal prices by earlier P90. The earliest P90 is the soonest.
 * **Throws** TypeError when offers differ in currency, RangeError when tokens are not a whole number above 0.
 */
export function compareHardware(offers: readonly HardwareOffer[], tokens: number): ComparedOffer[] {
  if (!Number.isSafeInteger(tokens) || tokens < 1) {
    throw new RangeError(`tokens are a whole number from 1, received ${tokens}`);
  }
  const sorted = offers.toSorted(
    (left, right) => compare(left.total, right.total) || left.forecast.p90 - right.forecast.p90,
  );
  const cheapest = sorted[0];
  if (!cheapest) return [];
  const soonestSeconds = Math.min(...sorted.map((offer) => offer.forecast.p90));
  return sorted.map((offer) => ({
    ...offer,
    cheapest: compare(offer.total, cheapest.total) === 0,
    soonest: offer.forecast.p90 === soonestSeconds,
    worthwhile: !sorted.some((other) => beats(other, offer)),
    aboveCheapest: subtract(offer.total, cheapest.total),
    secondsAfterSoonest: offer.forecast.p90 - soonestSeconds,
    pricePerBillionTokens: money(
      offer.total.currency,
      roundHalfAway({ numerator: offer.total.minor * 10n ** 9n, denominator: BigInt(tokens) }),
    ),
  }));
}

function beats(other: HardwareOffer, offer: HardwareOffer): boolean {
  const price = compare(other.total, offer.total);
  const delay = other.forecast.p90 - offer.forecast.p90;
  return price <= 0 && delay <= 0 && (price < 0 || delay < 0);
}
