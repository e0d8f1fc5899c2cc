import {
  type Explanation,
  type Infeasible,
  infeasibleFields,
  layoutFields,
  type Move,
  type Plan,
  planFields,
  type Refusal,
} from "@ingot/compute";
import type { z } from "zod";
import type { changeSchema, explanationSchema, planResultSchema } from "./schemas.ts";

const joulesOfKilowattHour = 3.6e6;

/** A plan, or why there is none. */
export function resultToWire(outcome: Plan | Infeasible): z.infer<typeof planResultSchema> {
  return outcome.kind === "infeasible" ? infeasibleFields(outcome) : plannedToWire(outcome);
}

/** A plan with its energy. */
export function plannedToWire(outcome: Plan) {
  const energy = (outcome.energyPerStep * outcome.totalSteps) / joulesOfKilowattHour;
  return { outcome: "planned" as const, ...planFields(outcome, energy) };
}

const moveToWire = ({ code, action, gain, text }: Move) => ({ code, action, gain, text });

/** A change that fits: what would be asked instead. */
export function changeToWire({
  kind,
  text,
  ask,
  choice,
  layout,
  stepTime,
  distance,
}: Refusal["changes"][number]): z.infer<typeof changeSchema> {
  return {
    kind,
    text,
    system: choice.system,
    devices: choice.devices,
    sequence_length: ask.sequenceLength,
    global_batch_size: ask.globalBatchSize,
    dtype: ask.dtype,
    layout: layout ? layoutFields(layout) : null,
    step_time_seconds: stepTime,
    distance,
  };
}

/** The reasons of a plan on GPUs, without the layouts of its neighbours. */
export function explanationToWire({ bounds, next, moves, neighbours }: Explanation): z.infer<typeof explanationSchema> {
  return {
    bounds: bounds.map(({ resource, label, stepTime, speedUp, text }) => ({
      resource,
      label,
      step_time_seconds: stepTime,
      speed_up: speedUp,
      text,
    })),
    next: next ? moveToWire(next) : null,
    moves: moves.map(moveToWire),
    neighbours: neighbours.map(({ dimension, change, verdict, slower, bytes, text }) => ({
      dimension,
      change,
      verdict,
      slower: slower ?? null,
      bytes: bytes ?? null,
      text,
    })),
  };
}
