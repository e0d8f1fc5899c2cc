import type { GpuSystem } from "../hardware/system.ts";
import { assumed, quantity, type Quantity } from "../hardware/quantity.ts";
import type { WaterfallBar } from "./plan.ts";

/** What a GPU does at a moment, as far as its draw depends on it. */
export type DeviceState = "compute" | "memory" | "communicate" | "idle";

const bench =
  "measured on one H200 SXM of 700 W over 14 s each: 122 W at rest with a context, 693 W in bf16 products of 8,192, " +
  "691 W in fused attention, 627 W copying memory, 691 W in an element-wise kernel";

/**
 * Draw of a state between rest (0) and full load (1) of its node. **Unit** share.
 * The H200's shares stand for other GPUs until somebody measures those.
 */
export const stateDraw: Readonly<Record<DeviceState, Quantity>> = {
  compute: quantity(1, "share", bench),
  memory: quantity(0.94, "share", `mean of copying and of an element-wise kernel; ${bench}`),
  communicate: assumed(
    0.5,
    "share",
    "assumed half way: collectives keep a few multiprocessors, memory and links busy; no measurement of our own",
  ),
  idle: quantity(0, "share", bench),
};

const states: Readonly<Record<string, DeviceState>> = {
  matrix: "compute",
  attention: "compute",
  logits: "compute",
  recompute: "compute",
  elementwise: "memory",
  optimizer: "memory",
  offload: "memory",
  tensor: "communicate",
  sequence: "communicate",
  expert: "communicate",
  context: "communicate",
  pipeline: "communicate",
  data: "communicate",
  gradients: "communicate",
  parameters: "communicate",
};

/** **Returns** what the devices do during a cause of step time; waiting where the cause is none of their work. */
export const stateOfCause = (cause: string): DeviceState => states[cause] ?? "idle";

/** Time, draw and energy of one state during a step, over all devices. */
export interface StatePower {
  readonly state: DeviceState;
  /** **Unit** s of a step. */
  readonly seconds: number;
  /** **Unit** W, all devices with their hosts, while in this state. */
  readonly watts: number;
  /** **Unit** J of a step, all devices with their hosts. */
  readonly joules: number;
  readonly source: string;
  readonly assumed: boolean;
}

export interface StepPower {
  readonly states: readonly StatePower[];
  /** Mean over a step. **Unit** W, before PUE. */
  readonly watts: number;
  /** **Unit** J of a step, before PUE. */
  readonly joules: number;
}

/**
 * Draw of so many devices, each with its share of its node, over a step told as bars. What a plan leaves of a node or a
 * rack is somebody else's. Only exposed seconds count: they add up to the step.
 */
export function stepPower(system: GpuSystem, devices: number, bars: readonly WaterfallBar[]): StepPower {
  const nodes = devices / system.devicesPerNode.value;
  const idle = nodes * system.nodePowerIdle.value;
  const range = nodes * (system.nodePower.value - system.nodePowerIdle.value);
  const told = (Object.keys(stateDraw) as DeviceState[]).map((state): StatePower => {
    const seconds = bars
      .filter((bar) => stateOfCause(bar.cause) === state)
      .reduce((sum, bar) => sum + bar.secondsExposed, 0);
    const { value, source, assumed: guess = false } = stateDraw[state];
    const watts = idle + value * range;
    const node = state === "idle" ? system.nodePowerIdle : system.nodePower;
    return {
      state,
      seconds,
      watts,
      joules: watts * seconds,
      source: `${source}; node: ${node.source}`,
      assumed: guess || node.assumed === true,
    };
  });
  const joules = told.reduce((sum, { joules: part }) => sum + part, 0);
  const seconds = told.reduce((sum, { seconds: part }) => sum + part, 0);
  return { states: told, watts: seconds > 0 ? joules / seconds : idle, joules };
}
