import type { Money, Rational } from "@ingot/units";
import {
  allocate,
  compareRationals,
  currencyExponents,
  minus,
  money,
  over,
  plus,
  rational,
  reduce,
} from "@ingot/units";
import { roundHalfAway, times, toFixedDecimal, whole } from "@ingot/units";
import type { PriceInputs } from "./price-inputs.ts";
import { commonWeights } from "./weights.ts";

export type PriceLineCode = "compute" | "failures" | "energy_and_carbon" | "data_and_delivery" | "risk_and_service";

export interface PriceLine {
  readonly code: PriceLineCode;
  readonly label: string;
  /** The inputs this line follows from. */
  readonly input: Readonly<Partial<PriceInputs>>;
  /** Quantities worth reading that follow from the inputs, rounded for reading. */
  readonly figures: Readonly<Record<string, string>>;
  readonly amount: Money;
  /** Share of the total with four digits; the shares of a price add up to 1. */
  readonly share: string;
}

export interface Price {
  readonly lines: readonly PriceLine[];
  readonly total: Money;
}

/** Largest total we quote. **Unit** minor units. */
export const largestTotalMinor = 10n ** 15n;

const zeroRational = whole(0n);
const positive = (value: Rational) => (value.numerator > 0n ? value : zeroRational);
const larger = (left: Rational, right: Rational) => (compareRationals(left, right) >= 0 ? left : right);
const product = (...factors: readonly Rational[]) => factors.reduce(times, whole(1n));

const secondsPerHour = whole(3600n);
const wattSecondsPerKilowattHour = whole(3_600_000n);
const secondsPerMonth = whole(30n * 86_400n);
const bytesPerGigabyte = whole(10n ** 9n);

/** The exact parts of a price in major units, before any rounding. */
export interface ExactPrice {
  readonly compute: Rational;
  readonly failures: Rational;
  readonly energy: Rational;
  readonly data: Rational;
  readonly riskAndService: Rational;
  readonly total: Rational;
  /** What the total was raised by to reach the least at which we sell; part of `riskAndService`. */
  readonly raised: Rational;
  readonly deviceHoursPlanned: Rational;
  readonly deviceHoursLost: Rational;
  readonly energyKilowattHours: Rational;
  readonly carbonKilograms: Rational;
}

function readRate(inputs: PriceInputs, name: keyof PriceInputs): Rational {
  const value = rational(inputs[name] ?? "0");
  if (value.numerator < 0n) throw new RangeError(`${name} is 0 or more, received "${inputs[name]}"`);
  return value;
}

/**
 * price = (compute + failures + energy + data + riskLoad * (cost at P90 - mean cost)) / (1 - service - late credits):
 * service and expected credits are shares of the price, so they stand in the denominator. Below `minimum_total` it is
 * raised to that, and the difference is part of risk and service.
 * **Throws** RangeError for a rate that is no decimal or negative, and when the shares leave nothing.
 */
export function exactPrice(inputs: PriceInputs): ExactPrice {
  const read = (name: keyof PriceInputs) => readRate(inputs, name);
  const planned = read("planned_seconds");
  const mean = read("mean_seconds");
  const busy = larger(mean, planned);
  const deviceHours = (duration: Rational) => over(product(read("devices"), duration), secondsPerHour);
  const deviceHoursPlanned = deviceHours(planned);
  const deviceHoursLost = deviceHours(minus(busy, planned));
  const rate = read("device_hour_rate");
  const energyKilowattHours = over(product(read("power_watts"), busy, read("pue")), wattSecondsPerKilowattHour);
  const checkpointGigabytes = over(read("checkpoint_bytes"), bytesPerGigabyte);
  const storedGigabytes = plus(over(read("dataset_bytes"), bytesPerGigabyte), checkpointGigabytes);
  const months = plus(over(busy, secondsPerMonth), read("retention_months"));
  const compute = times(deviceHoursPlanned, rate);
  const failures = times(deviceHoursLost, rate);
  const energy = times(energyKilowattHours, read("tariff_per_kwh"));
  const data = plus(
    product(storedGigabytes, months, read("storage_per_gb_month")),
    times(checkpointGigabytes, read("egress_per_gb")),
  );
  const base = [compute, failures, energy, data].reduce((left, right) => reduce(plus(left, right)));
  const tail = product(deviceHours(positive(minus(read("p90_seconds"), busy))), rate, read("risk_load"));
  const kept = minus(whole(1n), plus(read("service_share"), read("late_credit_share")));
  if (kept.numerator <= 0n) {
    throw new RangeError(
      `service_share and late_credit_share add up to less than 1, received ${inputs.service_share} and ${inputs.late_credit_share}`,
    );
  }
  const followed = reduce(over(plus(base, tail), kept));
  const total = larger(followed, read("minimum_total"));
  const raised = reduce(minus(total, followed));
  const carbonKilograms = times(energyKilowattHours, read("carbon_kg_per_kwh"));
  const parts = { compute, failures, energy, data, riskAndService: reduce(minus(total, base)), total, raised };
  return { ...parts, deviceHoursPlanned, deviceHoursLost, energyKilowattHours, carbonKilograms };
}

/** To the minor unit, once. **Throws** RangeError outside 1 … 10^15 minor units: no price is 0.00, none overflows. */
function roundedTotal(exact: Rational, currency: Money["currency"]): Money {
  const minor = roundHalfAway(times(exact, whole(10n ** BigInt(currencyExponents[currency]))));
  if (minor < 1n || minor > largestTotalMinor) {
    throw new RangeError(`a total is 1 to ${largestTotalMinor} minor units of ${currency}, received ${minor}`);
  }
  return money(currency, minor);
}

/** The five customer lines and the total from exact inputs: one rounding at the total, lines by largest remainder. */
export function priceFromInputs(inputs: PriceInputs): Price {
  const exact = exactPrice(inputs);
  const total = roundedTotal(exact.total, inputs.currency);
  const weights = commonWeights([exact.compute, exact.failures, exact.energy, exact.data, exact.riskAndService]);
  const amounts = allocate(total, weights);
  const shares = allocate(money(inputs.currency, 10_000n), weights);
  const lines = lineTexts(inputs, exact).map((line, index) => ({
    ...line,
    amount: amounts[index] ?? money(inputs.currency, 0n),
    share: toFixedDecimal({ numerator: shares[index]?.minor ?? 0n, denominator: 10_000n }, 4),
  }));
  return { lines, total };
}

function pick<Key extends keyof PriceInputs>(inputs: PriceInputs, ...keys: readonly Key[]): Pick<PriceInputs, Key> {
  const stated = keys.filter((key) => inputs[key] !== undefined);
  return Object.fromEntries(stated.map((key) => [key, inputs[key]])) as Pick<PriceInputs, Key>;
}

function lineTexts(inputs: PriceInputs, exact: ExactPrice): Omit<PriceLine, "amount" | "share">[] {
  const three = (value: Rational) => toFixedDecimal(value, 3);
  return [
    {
      code: "compute",
      label: "Compute",
      input: pick(inputs, "system", "devices", "planned_seconds", "device_hour_rate"),
      figures: { device_hours: three(exact.deviceHoursPlanned) },
    },
    {
      code: "failures",
      label: "Failures",
      input: pick(inputs, "devices", "planned_seconds", "mean_seconds", "faults_mean", "device_hour_rate"),
      figures: { device_hours: three(exact.deviceHoursLost) },
    },
    {
      code: "energy_and_carbon",
      label: "Energy and carbon",
      input: pick(
        inputs,
        "country",
        "planned_seconds",
        "mean_seconds",
        "power_watts",
        "pue",
        "tariff_per_kwh",
        "carbon_kg_per_kwh",
      ),
      figures: { energy_kwh: three(exact.energyKilowattHours), carbon_kg: three(exact.carbonKilograms) },
    },
    {
      code: "data_and_delivery",
      label: "Data and delivery",
      input: pick(
        inputs,
        "dataset_bytes",
        "planned_seconds",
        "mean_seconds",
        "checkpoint_bytes",
        "storage_per_gb_month",
        "retention_months",
        "egress_per_gb",
      ),
      figures: {},
    },
    {
      code: "risk_and_service",
      label: "Our risk and service",
      input: pick(
        inputs,
        "promise",
        "devices",
        "device_hour_rate",
        "planned_seconds",
        "mean_seconds",
        "p90_seconds",
        "risk_load",
        "service_share",
        "late_credit_share",
        "minimum_total",
      ),
      figures: exact.raised.numerator > 0n ? { raised_to_minimum_by: toFixedDecimal(exact.raised, 2) } : {},
    },
  ];
}
