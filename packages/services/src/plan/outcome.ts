import {
  type Ask,
  type DefectMap,
  drawWafer,
  findSystem,
  type HardwareChoice,
  type Infeasible,
  plan,
  type Plan,
  type PinnedLayout,
  planWafer,
  planWithin,
  type WaferOptions,
} from "@ingot/compute";
import type { z } from "zod";
import { ServiceError } from "../errors.ts";
import type { waferInput } from "./wafer-schemas.ts";

/** Runs a planner; what it cannot read is a refused request. **Throws** VALIDATION with the rule and the value. */
export function planned<Outcome>(planner: () => Outcome): Outcome {
  try {
    return planner();
  } catch (error) {
    if (error instanceof RangeError) throw new ServiceError("VALIDATION", error.message, {}, error);
    throw error;
  }
}

/** What a plan is held to: a part of a layout on GPUs, options on wafers. */
export interface Held {
  readonly layout: PinnedLayout;
  readonly wafer: z.infer<typeof waferInput>;
}

/** Whether nothing is fixed and nothing but the usual is asked. */
export const isOpen = ({ layout, wafer }: Held): boolean =>
  Object.keys(layout).length === 0 && Object.keys(wafer).length === 0;

export const isWafer = ({ system, described }: HardwareChoice): boolean =>
  described === undefined && findSystem(system)?.kind === "wafer";

/** What a wafer is planned with, and the dead cores that its mesh goes around. */
export interface WaferSetting {
  readonly options: WaferOptions;
  readonly map?: DefectMap;
}

/** **Throws** VALIDATION for a seed whose wafer has no mesh. */
export function waferSettingOf({ wafer }: Held, { system }: HardwareChoice): WaferSetting {
  const { sparsity, harvest, software_date, execution, defects_seed } = wafer;
  const drawn = defects_seed === undefined ? undefined : planned(() => drawWafer(system, defects_seed));
  if (drawn && !("mesh" in drawn)) {
    const field = "wafer.defects_seed";
    const message = `${field}: the wafer has no mesh, ${drawn.needed} rows are needed and ${drawn.available} there; received "${defects_seed}"`;
    throw new ServiceError("VALIDATION", message, { field });
  }
  const options: WaferOptions = {
    ...(execution === undefined ? {} : { execution }),
    ...(software_date === undefined ? {} : { softwareDate: software_date }),
    ...(drawn === undefined ? {} : { mesh: { columns: drawn.mesh.columns, rows: drawn.mesh.rows } }),
    ...(sparsity === undefined ? {} : { sparsity: { share: sparsity, ...(harvest === undefined ? {} : { harvest }) } }),
  };
  return drawn === undefined ? { options } : { options, map: drawn.map };
}

/** The best plan, or the best with what was fixed or asked of wafers. */
export function outcomeOf(ask: Ask, choice: HardwareChoice, held: Held): Plan | Infeasible {
  if (isOpen(held)) return planned(() => plan(ask, choice));
  if (isWafer(choice)) return planned(() => planWafer(ask, choice, waferSettingOf(held, choice).options));
  return planned(() => planWithin(ask, choice, { pinned: held.layout }));
}
