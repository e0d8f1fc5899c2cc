import type { Dtype } from "@ingot/compute";
import { devicesMost, type PlannerState } from "./state.ts";

export interface CatalogModel {
  readonly id: string;
  readonly label: string;
  readonly parameters: number;
  /** As published. **Unit** sequences, tokens. */
  readonly batch: number;
  readonly sequence: number;
}

export interface CatalogSystem {
  readonly id: string;
  readonly label: string;
  readonly kind: "gpu" | "wafer";
  readonly devicesMax: number;
  readonly devicesPerNode: number;
  readonly dtypes: readonly Dtype[];
}

/** What can be named in the planner; small enough to come with the page. */
export interface PlannerCatalog {
  readonly models: readonly CatalogModel[];
  readonly systems: readonly CatalogSystem[];
}

/** The same work on another system of the catalog, with as much of the rest as it allows. */
export function movedTo(system: CatalogSystem, { dtype, devices }: PlannerState): Partial<PlannerState> {
  const usual = system.dtypes.includes("bf16") ? "bf16" : "fp16";
  const most = Math.min(devicesMost, system.devicesMax, system.kind === "wafer" ? 16 : devicesMost);
  return {
    hardware: system.id,
    cluster: null,
    pins: {},
    dtype: system.dtypes.includes(dtype) ? dtype : usual,
    devices: Math.min(devices, most),
  };
}
