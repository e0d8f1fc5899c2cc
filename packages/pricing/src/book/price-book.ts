import type { Currency } from "@ingot/units";
import { isCurrency, rational } from "@ingot/units";
import type { Hash } from "../canonical-json.ts";
import { canonicalJson } from "../canonical-json.ts";

/** A public rate: a plain decimal, and where it comes from. */
export interface SourcedRate {
  readonly rate: string;
  readonly source: string;
}

/** What electricity costs and weighs at sites of one country. */
export interface EnergyRates {
  /** **Unit** book currency per kWh at the meter. */
  readonly tariff_per_kwh: string;
  /** Facility energy over IT energy. **Range** 1 or more. */
  readonly pue: string;
  /** **Unit** kg CO2 per kWh at the meter. */
  readonly carbon_kg_per_kwh: string;
  readonly source: string;
}

/** Which quantile of the duration the promised date stands on. */
export type PromiseLevel = "p50" | "p90" | "p99";

/** The probability that a promise of this kind is kept, as a decimal. */
export const promiseProbabilities = { p50: "0.5", p90: "0.9", p99: "0.99" } as const satisfies Record<
  PromiseLevel,
  string
>;

/**
 * The public rates a quote shows: an immutable version. Rates are decimal strings and multiplied exactly.
 * Our cost and our margin floor are in `CostBook`, never here.
 */
export interface PriceBook {
  readonly schema_version: 1;
  /** **Range** 1, 2, 3 … without gaps. */
  readonly version: number;
  readonly currency: Currency;
  /** Instant from which new quotes use this version. */
  readonly effective_from: string;
  /** **Unit** currency per device-hour, by system of the hardware catalog. */
  readonly device_hour: Readonly<Record<string, SourcedRate>>;
  /** By ISO 3166-1 alpha-2 code of the site's country. */
  readonly energy: Readonly<Record<string, EnergyRates>>;
  /** **Unit** currency per GB (10^9 bytes) and month of 30 days. */
  readonly storage_per_gb_month: SourcedRate;
  /** Months the checkpoints are kept after delivery, at no further charge. */
  readonly retention_months: string;
  /** **Unit** currency per GB delivered. */
  readonly egress_per_gb: SourcedRate;
  /** Share of the price for people, tools, payment fees and our result. */
  readonly service_share: SourcedRate;
  /** Share of (cost at P90 - mean cost) that is charged for the tail we carry. */
  readonly risk_load: SourcedRate;
  /** Share of the price set aside for late credits, by the promise made. */
  readonly late_credit_share: Readonly<Record<PromiseLevel, string>> & { readonly source: string };
  readonly rounding: { readonly total: "half_away_from_zero"; readonly lines: "largest_remainder" };
  /** Days for which a quote may hold these rates; the terms may allow fewer. */
  readonly validity_days: number;
}

/** The digest that quotes carry, so that a book edited in place is noticed. */
export const priceBookDigest = (book: PriceBook, hash: Hash): string => hash(canonicalJson(book));

/** The book that new quotes use at an instant: the highest version in force; undefined before the first. */
export function bookInForce(books: readonly PriceBook[], at: Date): PriceBook | undefined {
  const inForce = books.filter((book) => Date.parse(book.effective_from) <= at.getTime());
  return inForce.sort((left, right) => right.version - left.version)[0];
}

export type Publication =
  | { readonly kind: "published" }
  | { readonly kind: "refused"; readonly reasons: readonly string[] };

/**
 * Whether `next` may join the published books: complete rates, the next version number, a later start, one currency.
 * A version once published can be neither edited nor published again.
 */
export function publishBook(published: readonly PriceBook[], next: PriceBook): Publication {
  const reasons = bookFaults(next);
  const last = published.toSorted((left, right) => left.version - right.version).at(-1);
  if (published.some((book) => book.version === next.version)) {
    reasons.push(`a published version never changes, and version ${next.version} is published`);
  } else if (next.version !== (last?.version ?? 0) + 1) {
    reasons.push(`the next version is ${(last?.version ?? 0) + 1}, received ${next.version}`);
  }
  if (last && !(Date.parse(next.effective_from) > Date.parse(last.effective_from))) {
    reasons.push(`a book takes effect after the one before (${last.effective_from}), received ${next.effective_from}`);
  }
  return reasons.length === 0 ? { kind: "published" } : { kind: "refused", reasons };
}

function rateFault(name: string, text: string, least: bigint): string[] {
  try {
    const value = rational(text);
    return value.numerator >= least * value.denominator ? [] : [`${name} is ${least} or more, received "${text}"`];
  } catch {
    return [`${name} is a plain decimal, received "${text}"`];
  }
}

/** Every rule that a book breaks, as sentences; empty when it can be used. */
export function bookFaults(book: PriceBook): string[] {
  const faults: string[] = [];
  if (!isCurrency(book.currency)) faults.push(`a book has a currency of ours, received "${String(book.currency)}"`);
  if (Number.isNaN(Date.parse(book.effective_from))) {
    faults.push(`effective_from is an instant such as 2026-11-01T00:00:00Z, received "${book.effective_from}"`);
  }
  if (!Number.isSafeInteger(book.validity_days) || book.validity_days < 1) {
    faults.push(`validity_days is a whole number from 1, received ${book.validity_days}`);
  }
  for (const [system, { rate }] of Object.entries(book.device_hour)) {
    faults.push(...rateFault(`device_hour.${system}`, rate, 0n));
  }
  for (const [country, rates] of Object.entries(book.energy)) {
    faults.push(
      ...rateFault(`energy.${country}.tariff_per_kwh`, rates.tariff_per_kwh, 0n),
      ...rateFault(`energy.${country}.pue`, rates.pue, 1n),
      ...rateFault(`energy.${country}.carbon_kg_per_kwh`, rates.carbon_kg_per_kwh, 0n),
    );
  }
  faults.push(
    ...rateFault("storage_per_gb_month", book.storage_per_gb_month.rate, 0n),
    ...rateFault("egress_per_gb", book.egress_per_gb.rate, 0n),
    ...rateFault("retention_months", book.retention_months, 0n),
    ...rateFault("risk_load", book.risk_load.rate, 0n),
    ...rateFault("service_share", book.service_share.rate, 0n),
  );
  for (const promise of ["p50", "p90", "p99"] as const) {
    faults.push(...rateFault(`late_credit_share.${promise}`, book.late_credit_share[promise], 0n));
  }
  return faults;
}
