import { errorBand, devicesInWords, findSystem, type Infeasible, layoutFields, type Plan } from "@ingot/compute";
import { type MoneyWire, rational, toFixedDecimal, toWire } from "@ingot/units";
import { promiseProbabilities } from "@ingot/pricing";
import type { z } from "zod";
import { assert } from "../errors.ts";
import type { Composed, SystemOutcome } from "./compose.ts";
import type { Run } from "./run.ts";
import type {
  alternativeSchema,
  infeasibleSchema,
  learningSchema,
  offerSchema,
  planSchema,
  priceLineSchema,
} from "./schemas.ts";

export type OfferWire = z.infer<typeof offerSchema>;
export type AlternativeWire = z.infer<typeof alternativeSchema>;
export type InfeasibleWire = z.infer<typeof infeasibleSchema>;
export type PlanWire = z.infer<typeof planSchema>;

/** An offer as the page draws it. */
export function offerToWire(run: Run, composed: Composed): OfferWire {
  const { row } = run.place.site;
  const { forecast, price } = run;
  return {
    site: { id: row.id, label: row.label, country: row.country },
    plan: planToWire(run.plan, energyKilowattHours(run)),
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

/** A plan as a page draws it; what a quote bills for energy is the price's own figure. */
export function planToWire(plan: Plan, energyKilowattHours: number): PlanWire {
  return {
    ...hardwareToWire(plan),
    layout: layoutFields(plan.layout),
    tokens_per_step: plan.tokensPerStep,
    total_steps: plan.totalSteps,
    step_time_seconds: plan.stepTime,
    waterfall: plan.waterfall.map((bar) => ({
      cause: bar.cause,
      label: bar.label,
      seconds_exposed: bar.secondsExposed,
      seconds_hidden: bar.secondsHidden,
    })),
    memory: {
      parts: plan.memory.parts.map(({ kind, label, bytes }) => ({ kind, label, bytes })),
      used_bytes: plan.memory.used,
      available_bytes: plan.memory.available,
    },
    startup: plan.startup.map(({ phase, seconds, secondsAgain }) => ({
      phase,
      seconds,
      ...(secondsAgain === undefined ? {} : { seconds_again: secondsAgain }),
    })),
    checkpoint: {
      every_steps: plan.checkpoint.everySteps,
      pause_seconds: plan.checkpoint.pause,
      bytes: plan.checkpoint.size,
    },
    model_flops_utilization: plan.modelFlopsUtilization,
    power_watts: plan.power,
    energy_kwh: energyKilowattHours,
    reasons: plan.reasons.map(({ code, text, values }) => ({ code, text, values: { ...values } })),
  };
}

function hardwareToWire({ hardware }: Plan) {
  return {
    system: hardware.system,
    system_label: systemLabel(hardware.system),
    device_kind: hardware.deviceKind,
    devices: hardware.devices,
    nodes: hardware.nodes,
    hardware_label: hardwareLabel(hardware.system, hardware.devices),
  };
}

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

export const infeasibleToWire = (outcome: Infeasible): InfeasibleWire => ({
  outcome: "infeasible",
  reason: { ...outcome.reason, values: { ...outcome.reason.values } },
  needed: outcome.needed,
  available: outcome.available,
  unit: outcome.unit,
  suggestion: outcome.suggestion,
});

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
