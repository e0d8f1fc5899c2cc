import type { Money } from "@ingot/units";
import { compareRationals, multiply, rational, times, whole } from "@ingot/units";
import type { Terms } from "./terms.ts";

const hourMilliseconds = 3_600_000;

export interface LateCredit {
  readonly credit: Money;
  /** Instant promised after pauses were added. */
  readonly dueAt: Date;
  readonly lateMilliseconds: number;
  /** Started periods (days in terms 1) after the grace. */
  readonly startedPeriods: number;
  readonly capped: boolean;
}

/**
 * What a late delivery gives back, from instants alone: nothing up to and including the grace, then a share of the net
 * price for each started period, up to the cap. Pauses that the customer owns move the promise.
 * **Throws** RangeError for a negative or fractional pause and for invalid dates.
 */
export function lateCredit(input: {
  readonly price: Money;
  readonly promisedFinish: Date;
  readonly finishedAt: Date;
  readonly pausedMilliseconds: number;
  readonly terms: Terms;
}): LateCredit {
  const { price, terms } = input;
  if (!Number.isSafeInteger(input.pausedMilliseconds) || input.pausedMilliseconds < 0) {
    throw new RangeError(`a pause is a whole number of milliseconds from 0, received ${input.pausedMilliseconds}`);
  }
  const due = input.promisedFinish.getTime() + input.pausedMilliseconds;
  const lateMilliseconds = Math.max(0, input.finishedAt.getTime() - due);
  if (Number.isNaN(lateMilliseconds)) {
    throw new RangeError(
      `a credit needs two instants, received ${String(input.promisedFinish)} and ${String(input.finishedAt)}`,
    );
  }
  const afterGrace = Math.max(0, lateMilliseconds - terms.late.grace_hours * hourMilliseconds);
  const startedPeriods = Math.ceil(afterGrace / (terms.late.period_hours * hourMilliseconds));
  const accrued = times(rational(terms.late.share_per_started_period), whole(BigInt(startedPeriods)));
  const cap = rational(terms.late.cap_share);
  const capped = compareRationals(accrued, cap) > 0;
  return {
    credit: multiply(price, capped ? cap : accrued),
    dueAt: new Date(due),
    lateMilliseconds,
    startedPeriods,
    capped,
  };
}
