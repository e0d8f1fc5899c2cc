import type { WaferSystem } from "../../hardware/system.ts";

/** The clean rectangle of cores that a program sees. **Unit** cores. */
export interface FabricMesh {
  readonly columns: number;
  readonly rows: number;
}

/** The mesh that a system is sold with. */
export const nominalMesh = (system: WaferSystem): FabricMesh => ({
  columns: system.fabricColumns.value,
  rows: system.fabricRows.value,
});
