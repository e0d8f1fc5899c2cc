import {
  type Ask,
  findModel,
  type Plan,
  publishedAsk,
  type Reason,
  trainingFlopsPerToken,
  type WaferLayout,
} from "@ingot/compute";
import { bytes, flops, joules, ratio, seconds, tokens, watts } from "@ingot/units";
import type { Plan as WirePlan } from "../../api/outputs.ts";
import type { WaferAsk } from "../question.ts";

/** The ask with its defaults. **Throws** RangeError for a model that this build does not know. */
export function askOf({ model: named, ...asked }: WaferAsk): Ask {
  const model = typeof named === "string" ? findModel(named) : named;
  if (!model) throw new RangeError(`a model of the catalog or a shape is needed, received ${JSON.stringify(named)}`);
  return publishedAsk({ ...asked, model });
}

const isOneOf = <Word extends string>(words: readonly Word[], value: unknown): value is Word =>
  words.some((word) => word === value);

/** A layout out of the fields in which it travels. **Throws** RangeError for one that is no wafer's. */
function layoutOf(fields: WirePlan["layout"]): WaferLayout {
  const count = (name: string): number => {
    const value = fields[name];
    if (typeof value !== "number") throw new RangeError(`a layout of wafers states ${name}, received ${String(value)}`);
    return value;
  };
  const given = (name: keyof WaferLayout) => (typeof fields[name] === "number" ? { [name]: fields[name] } : {});
  const { activations, execution } = fields;
  if (!isOneOf(["resident", "spilled", "recomputed"], activations)) {
    throw new RangeError(`activations are resident, spilled or recomputed, received ${String(activations)}`);
  }
  return {
    kind: "wafer",
    systems: count("systems"),
    microbatchSize: count("microbatchSize"),
    accumulation: count("accumulation"),
    activations,
    ...(isOneOf(["streamed", "pipelined"], execution) ? { execution } : {}),
    ...given("meshColumns"),
    ...given("meshRows"),
    ...given("sparsity"),
    ...given("harvest"),
    ...given("release"),
  };
}

type Phase = Plan["startup"][number]["phase"];

/** The planner's plan out of the one that travelled. **Throws** RangeError for a plan of GPUs. */
export function planOf(ask: Ask, wire: WirePlan): Plan {
  const { system, devices, nodes, device_kind: deviceKind } = wire;
  return {
    kind: "plan",
    hardware: { system, devices, nodes, deviceKind },
    layout: layoutOf(wire.layout),
    tokensPerStep: tokens(wire.tokens_per_step),
    totalSteps: wire.total_steps,
    stepTime: seconds(wire.step_time_seconds),
    waterfall: wire.waterfall.map(({ cause, label, seconds_exposed: exposed, seconds_hidden: hidden }) => ({
      cause,
      label,
      secondsExposed: seconds(exposed),
      secondsHidden: seconds(hidden),
    })),
    memory: {
      parts: wire.memory.parts.map((part) => ({ ...part, bytes: bytes(part.bytes) })),
      used: bytes(wire.memory.used_bytes),
      available: bytes(wire.memory.available_bytes),
    },
    startup: wire.startup.map(({ phase, seconds: length, seconds_again: again }) => ({
      phase: phase as Phase,
      seconds: seconds(length),
      ...(again === undefined ? {} : { secondsAgain: seconds(again) }),
    })),
    checkpoint: {
      everySteps: wire.checkpoint.every_steps,
      pause: seconds(wire.checkpoint.pause_seconds),
      size: bytes(wire.checkpoint.bytes),
    },
    modelFlopsPerStep: flops(wire.tokens_per_step * trainingFlopsPerToken(ask.model, ask.sequenceLength)),
    modelFlopsUtilization: ratio(wire.model_flops_utilization),
    power: watts(wire.power_watts),
    energyPerStep: joules(wire.power_watts * wire.step_time_seconds),
    reasons: wire.reasons satisfies readonly Reason[],
  };
}
