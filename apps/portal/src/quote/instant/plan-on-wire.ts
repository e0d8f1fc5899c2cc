import { devicesInWords, type HardwareSystem, layoutFields, type Plan } from "@ingot/compute";
import type { Plan as WirePlan } from "../../api/outputs.ts";

/** A plan in the words of the API, so that one set of pictures draws both. */
export function planOnWire(plan: Plan, system: HardwareSystem, meanSeconds: number): WirePlan {
  return {
    system: plan.hardware.system,
    system_label: system.label,
    device_kind: plan.hardware.deviceKind,
    devices: plan.hardware.devices,
    nodes: plan.hardware.nodes,
    hardware_label: devicesInWords(system, plan.hardware.devices),
    layout: layoutFields(plan.layout),
    tokens_per_step: plan.tokensPerStep,
    total_steps: plan.totalSteps,
    step_time_seconds: plan.stepTime,
    waterfall: plan.waterfall.map(({ cause, label: text, secondsExposed, secondsHidden }) => ({
      cause,
      label: text,
      seconds_exposed: secondsExposed,
      seconds_hidden: secondsHidden,
    })),
    memory: {
      parts: plan.memory.parts.map((part) => ({ ...part })),
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
    energy_kwh: (plan.power * meanSeconds) / 3_600_000,
    reasons: plan.reasons.map((reason) => ({ ...reason, values: { ...reason.values } })),
  };
}
