import type { Currency, Money } from "@ingot/units";
import { currencyExponents, money, plus, rational, roundHalfAway, times, whole } from "@ingot/units";

/** A metered quantity; its id is given by the meter, so that a batch delivered twice counts once. */
export interface UsageRecord {
  readonly id: string;
  readonly quantity: string;
}

/** Bills metered use: quantities add up exactly, one rounding at the end. **Unit** rate in major units. */
export function billUsage(usage: {
  readonly currency: Currency;
  readonly rate: string;
  readonly records: readonly UsageRecord[];
}): Money {
  const distinct = new Map(usage.records.map((record) => [record.id, record.quantity]));
  const quantity = [...distinct.values()].map(rational).reduce(plus, whole(0n));
  const scale = whole(10n ** BigInt(currencyExponents[usage.currency]));
  return money(usage.currency, roundHalfAway(times(times(quantity, rational(usage.rate)), scale)));
}
