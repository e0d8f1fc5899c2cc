import type { Ask, DurationForecast, Plan, WaferExplanation } from "@ingot/compute";
import { demoPriceBook, priceRun } from "@ingot/pricing";
import { type MoneyWire, toWire } from "@ingot/units";

/** What is asked of a quote and not known here: where the run is, its data, which promise is bought. */
const assumed = { country: "US", bytesPerToken: 4, promise: "p90" } as const;

/** Checkpoints kept after delivery: the final one and the one before it. */
const checkpointsKept = 2;

/** So many devices: what they cost by the price book, and by when nine of ten such runs have ended. */
export interface OfferPoint {
  readonly system: string;
  readonly devices: number;
  /** Null for a system that the price book does not sell. */
  readonly price: MoneyWire | null;
  /** ISO 8601. */
  readonly finish: string;
}

/** Cost and date over numbers of systems, with all that was assumed for them. */
export interface WaferOffers {
  readonly points: readonly OfferPoint[];
  readonly gpus: readonly OfferPoint[];
  readonly startsAt: string;
  readonly assumed: string;
}

interface Planned {
  readonly plan: Plan;
  readonly forecast: DurationForecast;
}

function priceOf(ask: Ask, { plan, forecast }: Planned): MoneyWire | null {
  if (!Object.hasOwn(demoPriceBook.device_hour, plan.hardware.system)) return null;
  const { everySteps, size } = plan.checkpoint;
  const kept = Math.min(checkpointsKept, Math.ceil(plan.totalSteps / everySteps));
  const { total } = priceRun({
    plan,
    forecast,
    book: demoPriceBook,
    country: assumed.country,
    datasetBytes: Math.ceil(ask.tokens * assumed.bytesPerToken),
    checkpointBytes: Math.round(kept * size),
    promise: assumed.promise,
  });
  return toWire(total);
}

function offerOf(ask: Ask, planned: Planned, now: Date): OfferPoint {
  const { system, devices } = planned.plan.hardware;
  const finish = new Date(now.getTime() + planned.forecast[assumed.promise] * 1000).toISOString();
  return { system, devices, price: priceOf(ask, planned), finish };
}

function assumedWords(system: string): string {
  const rate = demoPriceBook.device_hour[system]?.rate;
  const book = `price book ${demoPriceBook.version}`;
  const list =
    rate === undefined ? `${book}, which does not sell ${system}` : `${book} (${system}: ${rate} USD an hour)`;
  return (
    `Prices by ${list}; assumed: power as in the US, ${assumed.bytesPerToken} bytes of data a token, a promise kept in ` +
    "nine of ten cases, a start right now. A quote alone binds: it knows the site, its queue and the data."
  );
}

/** Cost and date of an explained plan: each number of systems that has a plan, and the GPUs beside it. */
export function waferOffers(ask: Ask, told: WaferExplanation, now: Date): WaferOffers {
  const points = told.scaling.flatMap(({ outcome, forecast }) =>
    outcome.kind === "plan" && forecast !== null ? [offerOf(ask, { plan: outcome, forecast }, now)] : [],
  );
  return {
    points,
    gpus: told.gpus.map((each) => offerOf(ask, each, now)),
    startsAt: now.toISOString(),
    assumed: assumedWords(told.plan.hardware.system),
  };
}
