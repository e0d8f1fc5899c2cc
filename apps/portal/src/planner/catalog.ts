import type { Dtype } from "@ingot/compute";

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
