import type { PriceInputs } from "@ingot/pricing";
import type { Alternative, Offer } from "../api/outputs.ts";
import type { MoneyText } from "../format/money.ts";
import { allowanceOf } from "../quote/answer-view.ts";
import { ratesOf } from "../quote/instant/instant-ask.ts";
import type { ScalingRow } from "./question.ts";

/** What an offer says beyond its plan: from it follow prices and dates of other numbers of systems. */
export interface WaferOffer {
  readonly rates: PriceInputs | null;
  readonly startsAt: string;
  readonly devices: number;
  readonly price: MoneyText;
  readonly durations: Offer["forecast"]["duration_seconds"];
  /** What a promise adds to the running time. **Unit** ms. */
  readonly allowance: number;
  /** The same work on other hardware, as offered. */
  readonly alternatives: readonly Alternative[];
}

export const offerOf = (
  offer: Pick<Offer, "plan" | "price" | "price_lines" | "forecast">,
  alternatives: readonly Alternative[],
): WaferOffer => ({
  rates: ratesOf(offer),
  startsAt: offer.forecast.starts_at,
  devices: offer.plan.devices,
  price: offer.price,
  durations: offer.forecast.duration_seconds,
  allowance: allowanceOf(offer),
  alternatives,
});

/** Whether a system of the catalog is a wafer, by its id: what lists hardware does not always say it. */
export const isWafer = (system: string): boolean => system.startsWith("cs-");

/** Alternatives on GPUs: a wafer beside a wafer is in the table already, or is another machine of its kind. */
export const gpusOf = ({ alternatives }: WaferOffer): readonly Alternative[] =>
  alternatives.filter(({ system }) => !isWafer(system));

/** What was offered is said as it was offered: a quote stands, though the planner may know better by now. */
export const withOffer = (rows: readonly ScalingRow[], { devices, price, durations }: WaferOffer): ScalingRow[] =>
  rows.map((row) =>
    row.systems === devices ? { ...row, price, p50Seconds: durations.p50, p90Seconds: durations.p90 } : row,
  );
