import { gpuSystems } from "./gpu-systems.ts";
import type { HardwareSystem } from "./system.ts";
import { waferSystems } from "./wafer-systems.ts";

/** Every system that can be chosen: GPU nodes, then wafers, oldest first. */
export const hardwareCatalog: readonly HardwareSystem[] = [...gpuSystems, ...waferSystems];

/** **Returns** the system of that id, or undefined. */
export const findSystem = (id: string): HardwareSystem | undefined =>
  hardwareCatalog.find((system) => system.id === id);
