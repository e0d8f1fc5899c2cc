import { findSystem } from "../../hardware/catalog.ts";
import { type DefectMap, drawDefects, meanDefects } from "./defects/defect-map.ts";
import { isMesh, type LogicalMesh, repairWafer, type Unrepairable } from "./defects/repair.ts";

/** A wafer with dead cores and the mesh around them. */
export interface DrawnWafer {
  readonly map: DefectMap;
  readonly mesh: LogicalMesh;
}

/**
 * A wafer of a system with as many dead cores as its maker's process leaves, drawn by a seed, and its mesh.
 * **Returns** why there is none where it cannot be repaired. **Throws** RangeError for a system that is no wafer.
 */
export function drawWafer(id: string, seed: string): DrawnWafer | Unrepairable {
  const system = findSystem(id);
  if (system?.kind !== "wafer") throw new RangeError(`a wafer of the catalog is needed, received "${id}"`);
  const map = drawDefects(
    { seed, mean: meanDefects },
    { rows: system.fabricRows.value, columns: system.fabricColumns.value },
  );
  const mesh = repairWafer(map);
  return isMesh(mesh) ? { map, mesh } : mesh;
}
