import { systemOf } from "../hardware/catalog.ts";
import { devicesInWords } from "../hardware/devices-in-words.ts";
import { layoutFields } from "./layout-fields.ts";
import type { Infeasible, Plan } from "./plan.ts";

/** Labels for people; a system that is neither described nor in the catalog has its id. */
function hardwareFields({ hardware }: Plan) {
  const { system, devices, deviceKind, nodes } = hardware;
  const known = systemOf(hardware);
  return {
    system,
    system_label: known?.label ?? system,
    device_kind: deviceKind,
    devices,
    nodes,
    hardware_label: known ? devicesInWords(known, devices) : `${devices} devices, ${system}`,
  };
}

/**
 * A plan as it is written on the wire, the same by a server and by a browser that plans for itself.
 * Who bills the energy says how much it is: a step's own, or with what faults cost.
 */
export const planFields = (plan: Plan, energyKilowattHours: number) => ({
  ...hardwareFields(plan),
  layout: layoutFields(plan.layout),
  tokens_per_step: plan.tokensPerStep,
  total_steps: plan.totalSteps,
  step_time_seconds: plan.stepTime,
  waterfall: plan.waterfall.map(({ cause, label, secondsExposed, secondsHidden }) => ({
    cause,
    label,
    seconds_exposed: secondsExposed,
    seconds_hidden: secondsHidden,
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
});

/** Why there is no plan, as it is written on the wire. */
export const infeasibleFields = ({ reason, needed, available, unit, suggestion }: Infeasible) => ({
  outcome: "infeasible" as const,
  reason: { code: reason.code, text: reason.text, values: { ...reason.values } },
  needed,
  available,
  unit,
  suggestion,
});
