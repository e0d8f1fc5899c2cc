import type { ModelShape } from "@ingot/compute";
import type { PriceInputs } from "@ingot/pricing";
import type { Offer, QuoteAsk } from "../../api/outputs.ts";
import type { InstantAsk } from "./answer.ts";

const names = [
  "promise",
  "system",
  "country",
  "devices",
  "planned_seconds",
  "mean_seconds",
  "p90_seconds",
  "faults_mean",
  "device_hour_rate",
  "power_watts",
  "pue",
  "tariff_per_kwh",
  "carbon_kg_per_kwh",
  "dataset_bytes",
  "checkpoint_bytes",
  "storage_per_gb_month",
  "retention_months",
  "egress_per_gb",
  "service_share",
  "risk_load",
  "late_credit_share",
] as const satisfies readonly (keyof PriceInputs)[];

/** The inputs of a confirmed price, gathered from its lines; null when a line leaves one out. */
export function ratesOf(offer: Pick<Offer, "price" | "price_lines">): PriceInputs | null {
  const stated: Record<string, string> = Object.assign({}, ...offer.price_lines.map((line) => line.inputs));
  if (!names.every((name) => name in stated)) return null;
  return { ...(stated as unknown as PriceInputs), currency: offer.price.currency };
}

/** Faults of one node in a day at the site offered, where the offer expects enough of them to tell. */
function faultRateOf({ plan, forecast }: Offer): number | null {
  const nodeDays = (plan.nodes * forecast.duration_seconds.mean) / 86_400;
  return forecast.faults_expected > 0.05 ? forecast.faults_expected / nodeDays : null;
}

export interface AskedData {
  /** Tokens of the version by its own count. */
  readonly versionTokens: number;
  /** Number format of the model's published recipe. */
  readonly dtype: string | number | undefined;
  /** The shape of one's own model; null until it is read, and for a model of the catalog. */
  readonly ownModel: ModelShape | null;
}

type Hardware = Pick<InstantAsk, "system" | "devices">;

/** The hardware asked for; what was left open is as in the last offer. */
function hardwareOf({ wish }: QuoteAsk, last: Offer | null): Hardware | null {
  const system = wish?.system ?? last?.plan.system;
  if (system === undefined) return null;
  const devices = wish?.devices ?? (last?.plan.system === system ? last.plan.devices : undefined);
  return devices === undefined ? null : { system, devices };
}

/** The last offer's rates, where they hold for this ask, too. */
function ratesFor({ promise = "p90", wish }: QuoteAsk, last: Offer): PriceInputs | null {
  const rates = ratesOf(last);
  if (!rates || rates.promise !== promise) return null;
  return wish?.country === undefined || wish.country === rates.country ? rates : null;
}

const tokensAsked = ({ tokens, passes = 1 }: QuoteAsk, versionTokens: number): number =>
  tokens ?? Math.ceil(passes * versionTokens);

/** The batch, the length and the number format asked for; null takes what was published. */
function recipeOf({ recipe }: QuoteAsk, published: AskedData["dtype"]) {
  return {
    globalBatchSize: recipe?.global_batch_size ?? null,
    sequenceLength: recipe?.sequence_length ?? null,
    dtype: recipe?.dtype ?? (published === "fp16" ? published : "bf16"),
  };
}

/** What the browser can plan by itself for this ask, given the last offer; null when it does not know the hardware. */
export function instantAskOf(ask: QuoteAsk, last: Offer | null, data: AskedData): InstantAsk | null {
  const hardware = hardwareOf(ask, last);
  const model = ask.model ?? data.ownModel;
  if (!hardware || !model || data.versionTokens < 1) return null;
  const sameSystem = last?.plan.system === hardware.system ? last : null;
  return {
    model,
    tokens: tokensAsked(ask, data.versionTokens),
    uniqueTokens: data.versionTokens,
    ...recipeOf(ask, data.dtype),
    ...hardware,
    seed: "preview",
    faultsPerNodeDay: sameSystem && faultRateOf(sameSystem),
    rates: sameSystem && ratesFor(ask, sameSystem),
  };
}
