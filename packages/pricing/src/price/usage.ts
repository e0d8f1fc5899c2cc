import type { Currency, Money } from "@ingot/units";
import { currencyExponents, money, plus, rational, roundHalfAway, times, whole } from "@ingot/units";

/** A metered quantity; its id is given by the meter, so that a batch delivered twice counts once. */
export interface UsageRecord {
  readonly id: string;
  readonly quantity: string;
}

/**
 * Bills metered use: quantities add up exactly, one rounding at the end. **Unit** rate in major units.
 * **Throws** RangeError when one id comes with two quantities.
 */
export function billUsage(usage: {
  readonly currency: Currency;
  readonly rate: string;
  readonly records: readonly UsageRecord[];
}): Money {
  const distinct = new Map<string, string>();
  for (const { id, quantity } of usage.records) {
    const known = distinct.get(id) ?? quantity;
    if (known !== quantity) {
      throw new RangeError(`a record has one quantity for ever, received "${known}" and "${quantity}" for "${id}"`);
    }
    distinct.set(id, quantity);
  }
  const quantity = [...distinct.values()].map(rational).reduce(plus, whole(0n));
  const scale = whole(10n ** BigInt(currencyExponents[usage.currency]));
  return money(usage.currency, roundHalfAway(times(times(quantity, rational(usage.rate)), scale)));
}
