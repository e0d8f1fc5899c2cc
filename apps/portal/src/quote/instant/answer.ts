import {
  expectedLoss,
  findModel,
  findSystem,
  forecastDuration,
  infeasibleFields,
  type ModelShape,
  plan,
  type Plan,
  planFields,
  publishedAsk,
  throughputSigma,
} from "@ingot/compute";
import { plannedSeconds, priceFromInputs, type PriceInputs } from "@ingot/pricing";
import { toWire } from "@ingot/units";
import type { Offer, Refusal } from "../../api/outputs.ts";

/** What the instant answer is computed from; no clock and no network stand behind it. */
export interface InstantAsk {
  /** A model of the catalog by its id, or the shape of one's own. */
  readonly model: string | ModelShape;
  readonly tokens: number;
  readonly uniqueTokens: number;
  readonly globalBatchSize: number | null;
  readonly sequenceLength: number | null;
  readonly dtype: "bf16" | "fp16";
  readonly system: string;
  readonly devices: number;
  readonly seed: string;
  /** As at the site last offered; null takes the catalog's figure for the hardware. */
  readonly faultsPerNodeDay: number | null;
  /** Inputs of the last price that Ingot confirmed for this system and country: its rates still hold. */
  readonly rates: PriceInputs | null;
}

type Durations = Offer["forecast"]["duration_seconds"];

export type InstantAnswer =
  | {
      readonly outcome: "planned";
      readonly plan: Offer["plan"];
      readonly durations: Durations;
      readonly faultsExpected: number;
      readonly price: Offer["price"] | null;
      readonly priceLines: Offer["price_lines"] | null;
      readonly expectedLoss: number;
      readonly advice: string;
    }
  | { readonly outcome: "infeasible"; readonly refusal: Refusal };

/** A price with the confirmed rates and this plan's own quantities. */
export function reprice(confirmed: PriceInputs, made: Plan, durations: Durations, faults: number) {
  // A least total was that of the plan confirmed; for another plan only Ingot knows it.
  const { minimum_total: _, ...rates } = confirmed;
  const price = priceFromInputs({
    ...rates,
    devices: String(made.hardware.devices),
    planned_seconds: plannedSeconds(made).toFixed(3),
    mean_seconds: durations.mean.toFixed(3),
    p90_seconds: durations.p90.toFixed(3),
    faults_mean: faults.toFixed(4),
    power_watts: made.power.toFixed(0),
  });
  const lines = price.lines.map((line) => ({
    code: line.code,
    label: line.label,
    inputs: { ...(line.input as Record<string, string>), ...line.figures },
    amount: toWire(line.amount),
    share: Number(line.share),
  }));
  return { total: toWire(price.total), lines };
}

const joulesOfKilowattHour = 3.6e6;

/** The planner's own answer, in the browser; null when this build does not know the model or the system. */
export function answerInstantly(ask: InstantAsk): InstantAnswer | null {
  const model = typeof ask.model === "string" ? findModel(ask.model) : ask.model;
  const system = findSystem(ask.system);
  if (!model || !system) return null;
  const { tokens, sequenceLength, globalBatchSize, dtype } = ask;
  const work = publishedAsk({ model, tokens, sequenceLength, globalBatchSize, dtype });
  const made = plan(work, { system: ask.system, devices: ask.devices });
  if (made.kind === "infeasible") return { outcome: "infeasible", refusal: infeasibleFields(made) };
  const { faultsMean, ...durations } = forecastDuration({
    plan: made,
    tokens: ask.tokens,
    faultsPerNodeDay: ask.faultsPerNodeDay ?? system.faultsPerNodeDay.value,
    throughputSigma: throughputSigma(made),
    seed: ask.seed,
  });
  const priced = ask.rates ? reprice(ask.rates, made, durations, faultsMean) : null;
  const learned = expectedLoss({ model, tokens: ask.tokens, uniqueTokens: ask.uniqueTokens });
  return {
    outcome: "planned",
    plan: planFields(made, (made.power * durations.mean) / joulesOfKilowattHour),
    durations,
    faultsExpected: faultsMean,
    price: priced?.total ?? null,
    priceLines: priced?.lines ?? null,
    expectedLoss: learned.loss,
    advice: learned.advice,
  };
}
