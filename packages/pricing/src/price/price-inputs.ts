import type { DurationForecast, Plan } from "@ingot/compute";
import type { Currency } from "@ingot/units";
import type { PriceBook, PromiseLevel } from "../book/price-book.ts";
import { fixed, inputDigits } from "./fixed.ts";

/**
 * Everything a price follows from, as exact decimals. A quote stores them, so that anybody recomputes its amounts
 * without our planner and without our price book.
 */
export interface PriceInputs {
  readonly currency: Currency;
  readonly promise: PromiseLevel;
  readonly system: string;
  readonly country: string;
  readonly devices: string;
  /** Duration without any failure: start-up, steps and checkpoints. */
  readonly planned_seconds: string;
  readonly mean_seconds: string;
  readonly p90_seconds: string;
  readonly faults_mean: string;
  readonly device_hour_rate: string;
  readonly power_watts: string;
  readonly pue: string;
  readonly tariff_per_kwh: string;
  readonly carbon_kg_per_kwh: string;
  readonly dataset_bytes: string;
  readonly checkpoint_bytes: string;
  readonly storage_per_gb_month: string;
  readonly retention_months: string;
  readonly egress_per_gb: string;
  readonly service_share: string;
  readonly risk_load: string;
  readonly late_credit_share: string;
  /**
   * The least total at which we sell, stated only where the rates alone come out below it. **Unit** currency, with its
   * minor units.
   */
  readonly minimum_total?: string;
}

/** What `priceRun` needs. **Unit** bytes; `checkpointBytes` counts all checkpoints kept and delivered. */
export interface RunToPrice {
  readonly plan: Plan;
  readonly forecast: DurationForecast;
  readonly book: PriceBook;
  /** ISO 3166-1 alpha-2 code of the site's country. */
  readonly country: string;
  readonly datasetBytes: number;
  readonly checkpointBytes: number;
  readonly promise: PromiseLevel;
}

/** Seconds a plan takes when nothing fails: start-up, every step, and the pause of every checkpoint. */
export function plannedSeconds(plan: Plan): number {
  const startup = plan.startup.reduce((total, phase) => total + phase.seconds, 0);
  const saves = plan.checkpoint.everySteps > 0 ? Math.ceil(plan.totalSteps / plan.checkpoint.everySteps) : 0;
  return startup + plan.totalSteps * plan.stepTime + saves * plan.checkpoint.pause;
}

function count(name: string, value: number, least: number): string {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} is a whole number from ${least}, received ${value}`);
  }
  return String(value);
}

function listed<Value>(name: string, table: Readonly<Record<string, Value>>, key: string): Value {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  if (value === undefined) {
    throw new RangeError(`${name} is one of ${Object.keys(table).join(", ")}, received "${key}"`);
  }
  return value;
}

/** Fixes a plan's doubles and the book's rates into the inputs of a price. **Throws** RangeError when one is no number. */
export function priceInputs(run: RunToPrice): PriceInputs {
  const { plan, forecast, book } = run;
  const system = listed("a priced system", book.device_hour, plan.hardware.system);
  const energy = listed("a priced country", book.energy, run.country);
  const span = (name: string, value: number) => fixed(name, value, inputDigits.seconds);
  return {
    currency: book.currency,
    promise: run.promise,
    system: plan.hardware.system,
    country: run.country,
    devices: count("the number of devices", plan.hardware.devices, 1),
    planned_seconds: span("the planned duration in seconds", plannedSeconds(plan)),
    mean_seconds: span("the mean duration in seconds", forecast.mean),
    p90_seconds: span("the P90 duration in seconds", forecast.p90),
    faults_mean: fixed("the expected number of faults", forecast.faultsMean, inputDigits.faults),
    device_hour_rate: system.rate,
    power_watts: fixed("the mean power in watts", plan.power, inputDigits.watts),
    pue: energy.pue,
    tariff_per_kwh: energy.tariff_per_kwh,
    carbon_kg_per_kwh: energy.carbon_kg_per_kwh,
    dataset_bytes: count("the dataset's bytes", run.datasetBytes, 1),
    checkpoint_bytes: count("the checkpoints' bytes", run.checkpointBytes, 0),
    storage_per_gb_month: book.storage_per_gb_month.rate,
    retention_months: book.retention_months,
    egress_per_gb: book.egress_per_gb.rate,
    service_share: book.service_share.rate,
    risk_load: book.risk_load.rate,
    late_credit_share: listed("a promise", book.late_credit_share, run.promise),
  };
}
