import {
  findSystem,
  forecastDuration,
  parameterCount,
  type Plan,
  type ScalingPoint,
  sparseLoss,
  throughputSigma,
  waferScaling,
} from "@ingot/compute";
import { reprice } from "../../quote/instant/answer.ts";
import type { ScalingAnswer, ScalingQuestion, ScalingRow, WhatIf } from "../question.ts";
import { askOf } from "./planned.ts";

const optionsOf = ({ sparsity, softwareDate }: WhatIf) => ({
  ...(sparsity > 0 ? { sparsity: { share: sparsity } } : {}),
  ...(softwareDate === null ? {} : { softwareDate }),
});

const boundWords: Readonly<Record<string, string>> = {
  compute: "cores",
  stream: "weight stream",
  spill: "activations off the wafer",
  input: "input workers",
};

/** What bounds a plan, in a word. */
function boundOf({ reasons, layout }: Plan): string {
  if (layout.kind === "wafer" && layout.execution === "pipelined") return "slowest kernel";
  const bound = reasons.map(({ values }) => values["bound"]).find((value) => value !== undefined);
  return boundWords[String(bound)] ?? "cores";
}

const nothing = {
  stepSeconds: 0,
  p50Seconds: 0,
  p90Seconds: 0,
  speedup: 0,
  efficiency: 0,
  systemHours: 0,
  energyKilowattHours: 0,
  boundBy: "",
  price: null,
} as const;

function rowOf(point: ScalingPoint, question: ScalingQuestion, faultsPerNodeDay: number): ScalingRow {
  const { systems, outcome } = point;
  if (outcome.kind === "infeasible") {
    return { systems, refusal: `${outcome.reason.text} ${outcome.suggestion}`, ...nothing };
  }
  const { faultsMean, ...durations } = forecastDuration({
    plan: outcome,
    tokens: question.ask.tokens,
    faultsPerNodeDay,
    throughputSigma: throughputSigma(outcome),
    seed: "scaling",
  });
  return {
    systems,
    refusal: null,
    stepSeconds: outcome.stepTime,
    p50Seconds: durations.p50,
    p90Seconds: durations.p90,
    speedup: point.speedup ?? 1,
    efficiency: point.efficiency ?? 1,
    systemHours: (systems * durations.mean) / 3600,
    energyKilowattHours: (outcome.power * durations.mean) / 3.6e6,
    boundBy: boundOf(outcome),
    price: question.rates && reprice(question.rates, outcome, durations, faultsMean).total,
  };
}

/** The same program on 1, 2, 4, 8 and 16 systems, and what zeros would do to the loss. */
export function answerScaling(question: ScalingQuestion): ScalingAnswer {
  const { system: id, whatIf } = question;
  const system = findSystem(id);
  if (system?.kind !== "wafer") throw new RangeError(`a wafer of the catalog is needed, received "${id}"`);
  const ask = askOf(question.ask);
  const counts = [1, 2, 4, 8, 16].filter((systems) => systems <= system.devicesMax.value);
  const points = waferScaling(ask, id, counts, optionsOf(whatIf));
  const loss = whatIf.sparsity > 0 ? sparseLoss(parameterCount(ask.model).total, whatIf.sparsity) : null;
  return {
    rows: points.map((point) => rowOf(point, question, system.faultsPerNodeDay.value)),
    sparse: loss && { text: loss.text, law: loss.law },
  };
}
