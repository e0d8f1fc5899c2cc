import { gpuSystems } from "./gpu-systems.ts";
import type { GpuSystem, HardwareSystem } from "./system.ts";
import { waferSystems } from "./wafer-systems.ts";

/** Every system that can be chosen: GPU nodes, then wafers, oldest first. */
export const hardwareCatalog: readonly HardwareSystem[] = [...gpuSystems, ...waferSystems];

/** **Returns** the system of that id, or undefined. */
export const findSystem = (id: string): HardwareSystem | undefined =>
  hardwareCatalog.find((system) => system.id === id);

/**
 * The system of a choice: described with it, or the catalog's.
 * **Throws** RangeError where the description has another id than the choice names.
 */
export function systemOf(choice: {
  readonly system: string;
  readonly described?: GpuSystem;
}): HardwareSystem | undefined {
  const { system, described } = choice;
  if (described && described.id !== system) {
    throw new RangeError(`a choice names the system that it describes, "${described.id}"; received "${system}"`);
  }
  return described ?? findSystem(system);
}
