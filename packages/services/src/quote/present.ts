import { errorBand, devicesInWords, findSystem, planFields } from "@ingot/compute";
import { type MoneyWire, rational, toFixedDecimal, toWire } from "@ingot/units";
import { promiseProbabilities } from "@ingot/pricing";
import type { z } from "zod";
import { assert } from "../errors.ts";
import type { Composed, SystemOutcome } from "./compose.ts";
import type { Run } from "./run.ts";
import type { alternativeSchema, learningSchema, offerSchema, priceLineSchema } from "./schemas.ts";

export type OfferWire = z.infer<typeof offerSchema>;
export type AlternativeWire = z.infer<typeof alternativeSchema>;

/** An offer as the page draws it. */
export function offerToWire(run: Run, composed: Composed): OfferWire {
  const { row } = run.place.site;
  const { forecast, price } = run;
  return {
    site: { id: row.id, label: row.label, country: row.country },
    plan: planFields(run.plan, energyKilowattHours(run)),
    forecast: {
      duration_seconds: { mean: forecast.mean, p50: forecast.p50, p90: forecast.p90, p99: forecast.p99 },
      error_band: { ...errorBand(run.plan) },
      faults_expected: forecast.faultsMean,
      starts_at: run.startsAt.toISOString(),
      promised_finish: run.promisedFinish.toISOString(),
      probability: Number(promiseProbabilities[price.inputs.promise]),
    },
    price: toWire(price.total),
    price_lines: priceLines(run),
    learning: learningToWire(composed),
  };
}

function priceLines({ price }: Run): z.infer<typeof priceLineSchema>[] {
  return price.lines.map(({ code, label, input, figures, amount, share }) => ({
    code,
    label,
    inputs: { ...(input as Record<string, string>), ...figures },
    amount: toWire(amount),
    share: Number(share),
  }));
}

function learningToWire({ work, learning }: Composed): z.infer<typeof learningSchema> {
  return {
    unique_tokens: work.uniqueTokens,
    passes: learning.passes,
    expected_loss: learning.loss,
    expected_loss_unrepeated: learning.lossIfUnique.muennighoff,
    law: "Muennighoff et al. 2023, arXiv 2305.16264 (nats a token); information, not a term of sale",
    advice: learning.advice,
  };
}

/** What a quote bills for energy is the price's own figure. */
function energyKilowattHours({ price }: Run): number {
  const figure = price.lines.find((line) => line.code === "energy_and_carbon")?.figures["energy_kwh"];
  assert(figure !== undefined, "a price states its energy");
  return Number(toFixedDecimal(rational(figure), 3));
}

export const systemLabel = (id: string): string => findSystem(id)?.label ?? id;

/** So many devices of a system in words: "64 GPUs in 8 DGX H100". */
export function hardwareLabel(id: string, devices: number): string {
  const system = findSystem(id);
  return system ? devicesInWords(system, devices) : `${devices} devices, ${id}`;
}

/** Another system beside the offer: what it would cost, or why it cannot. */
export function alternativeToWire({ system, outcome }: SystemOutcome): AlternativeWire {
  const named = { system: system.id, system_label: system.label };
  if (outcome.kind === "infeasible") {
    const reason = `${outcome.reason.text} ${outcome.suggestion}`;
    const nothing = { price: null, duration_p50_seconds: null, promised_finish: null, country: null };
    return { ...named, ...nothing, devices: 0, hardware_label: system.label, outcome: "infeasible", reason };
  }
  return {
    ...named,
    devices: outcome.plan.hardware.devices,
    hardware_label: devicesInWords(system, outcome.plan.hardware.devices),
    country: outcome.place.site.row.country,
    outcome: "offered",
    price: toWire(outcome.price.total) satisfies MoneyWire,
    duration_p50_seconds: outcome.forecast.p50,
    promised_finish: outcome.promisedFinish.toISOString(),
    reason: null,
  };
}
