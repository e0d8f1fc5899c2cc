import type { GpuSystem } from "../../hardware/system.ts";
import { gpuSystemOf, workOf } from "../gpu/evaluate.ts";
import { planningShare, rankMemory, type RankMemory } from "../gpu/memory.ts";
import { stepCost, type StepCost } from "../gpu/step.ts";
import type { GpuWorkload } from "../gpu/workload.ts";
import type { Ask, GpuLayout, HardwareChoice, Plan } from "../plan.ts";

/** What an explanation asks the model again and again. */
export interface Setting {
  readonly ask: Ask;
  readonly choice: HardwareChoice;
  readonly system: GpuSystem;
  readonly work: GpuWorkload;
}

/** `software` is the framework that trains, as a plan names it. */
export function settingOf(ask: Ask, choice: HardwareChoice, software?: Plan["software"]): Setting {
  const system = gpuSystemOf(choice);
  return { ask, choice, system, work: workOf(ask, choice, system, software) };
}

/** **Returns** a workload on a machine that differs in some numbers, and in what of them its kernels and links reach. */
export const withMachine = (
  work: GpuWorkload,
  machine: Partial<GpuWorkload["machine"]>,
  family: Partial<GpuWorkload["family"]> = {},
): GpuWorkload => ({
  ...work,
  machine: { ...work.machine, ...machine },
  family: { ...work.family, ...family },
});

/** Differences of time below this share are within what two runs of one layout differ by, so they decide nothing. */
export const timesAlike = 0.0005;

/** A layout priced under some workload. */
export interface Priced {
  readonly layout: GpuLayout;
  readonly cost: StepCost;
  readonly memory: RankMemory;
  /** Share of the memory that a layout may fill. */
  readonly share: number;
  readonly fits: boolean;
}

/** **Returns** a layout's time and memory; it fits when it fills no more than `share` of the GPU. */
export function price(work: GpuWorkload, layout: GpuLayout, share: number): Priced {
  const memory = rankMemory(work, layout);
  return { layout, cost: stepCost(work, layout), memory, share, fits: memory.total <= work.machine.memory * share };
}

/** **Returns** the layout of a plan, which fits by being one: one chosen by hand may fill what a search leaves free. */
export function priceChosen(work: GpuWorkload, layout: GpuLayout): Priced {
  const filled = rankMemory(work, layout).total / work.machine.memory;
  return price(work, layout, Math.max(planningShare, filled));
}

/** **Throws** RangeError for a plan on wafers, which has neither ranks nor stages. */
export function gpuLayoutOf(plan: Plan): GpuLayout {
  if (plan.layout.kind === "gpu") return plan.layout;
  throw new RangeError(`ranks and stages belong to plans on GPUs, received one on ${plan.hardware.system}`);
}
