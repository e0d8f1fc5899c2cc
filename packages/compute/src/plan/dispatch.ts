import { hardwareCatalog, systemOf } from "../hardware/catalog.ts";
import type { HardwareSystem } from "../hardware/system.ts";
import { parameterCount } from "../model/parameters.ts";
import { planGpu } from "./gpu/plan-gpu.ts";
import type { Ask, HardwareChoice, Infeasible, Plan } from "./plan.ts";
import { planWafer } from "./wafer/plan-wafer.ts";

/** Whatever makes plans: the best one, or the best under conditions of its own. */
export type Planner = (ask: Ask, choice: HardwareChoice) => Plan | Infeasible;

/** Plans an ask on a system of the catalog. **Throws** RangeError for an id that the catalog lacks. */
export function plan(ask: Ask, choice: HardwareChoice): Plan | Infeasible {
  const system = systemOf(choice);
  if (!system) {
    const known = hardwareCatalog.map((entry) => entry.id).join(", ");
    throw new RangeError(`a system must be one of ${known}, received "${choice.system}"`);
  }
  return system.kind === "gpu" ? planGpu(ask, choice) : planWafer(ask, choice);
}

/** Devices that make the run last about two weeks at a plain 40 % (GPU) or 23 % (wafer) of peak, a power of two. */
export function sensibleDevices(ask: Ask, system: HardwareSystem): number {
  const work = 6 * parameterCount(ask.model).active * ask.tokens;
  const speed =
    system.kind === "gpu"
      ? 0.4 * (system.peaks[ask.dtype] ?? system.peaks.bf16 ?? system.peaks.fp16)!.value
      : 0.23 * system.cores.value * system.simdWidth.value * system.clock.value * 2;
  const wanted = work / speed / (14 * 86_400);
  const least =
    system.kind === "gpu" ? Math.max(8, (parameterCount(ask.model).total * 20) / (system.memory.value * 0.7)) : 1;
  const most =
    system.kind === "gpu"
      ? Math.min(system.devicesMax.value, ask.globalBatchSize * 8)
      : Math.min(16, system.devicesMax.value);
  return Math.min(2 ** Math.ceil(Math.log2(Math.max(wanted, least, 1))), 2 ** Math.floor(Math.log2(most)));
}

/** A choice and what came of it. */
export interface Alternative {
  readonly choice: HardwareChoice;
  readonly outcome: Plan | Infeasible;
}

/** **Returns** the outcome on each choice; without choices on every system at a sensible number of devices. */
export function planAll(ask: Ask, choices?: readonly HardwareChoice[]): Alternative[] {
  const chosen =
    choices ?? hardwareCatalog.map((system) => ({ system: system.id, devices: sensibleDevices(ask, system) }));
  return chosen.map((choice) => ({ choice, outcome: plan(ask, choice) }));
}
