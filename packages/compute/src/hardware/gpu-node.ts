import { findDevice, type GpuDeviceId } from "./gpu-devices.ts";
import { assumed, type Quantity } from "./quantity.ts";
import type { GpuDevice, GpuFamily, GpuSystem } from "./system.ts";

export const sheet = (name: string) => `NVIDIA ${name} data sheet`;

export const curatedFaults = "419 unexpected interruptions in 54 days on 2,048 H100 nodes (Llama 3, arXiv 2407.21783)";
export const newFaults = "assumed as the H100 fleet of Llama 3: no published figure for this generation";

/** **Returns** what a node draws at rest, as a share of its full load. **Unit** W. */
export const restOf = (watts: number): Quantity =>
  assumed(0.3 * watts, "W", "assumed 30 % of full load; idle draw of such nodes is not published");

/** **Returns** a node's draw from its boards'. **Unit** W. */
export const nodePowerOf = (boards: number, watts: number): Quantity =>
  assumed(1.85 * boards * watts, "W", "assumed 1.85 times its boards' draw; DGX A100 has 2.0, DGX H100 and B200 1.8");

/** **Returns** the draw of trays whose boards hold the host's processors too. **Unit** W. */
export const trayPowerOf = (boards: number, watts: number): Quantity =>
  assumed(1.39 * boards * watts, "W", "assumed 1.39 times its boards' draw, as GB200 and GB300 NVL72 have");

/** **Returns** faults of a node of so many GPUs, in the proportion of a node of 8. **Unit** 1/day. */
export const faultsOf = (devices: number): Quantity =>
  assumed((0.0038 / 8) * devices, "1/day", `for ${devices} of a node's 8 GPUs: ${newFaults}`);

/** Host memory's speed in NVIDIA's own node of the same 8 boards. **Unit** byte/s. */
export const hostBandwidth: Readonly<Record<GpuFamily, number>> = {
  v100: 256e9,
  a100: 409.6e9,
  h100: 614.4e9,
  b200: 614.4e9,
  b300: 614.4e9,
};

const devicesMax = assumed(16_384, "GPU", "the largest published single training job (Llama 3, arXiv 2407.21783)");

/** What a system says beside its boards. */
export type Node = Omit<GpuSystem, keyof GpuDevice | "kind" | "device" | "devicesMax"> &
  Pick<GpuSystem, "id" | "label"> &
  Partial<Pick<GpuSystem, "devicesMax">>;

/** **Returns** a board of the catalog. **Throws** RangeError for one that it lacks. */
export function boardOf(device: string): GpuDevice {
  const board = findDevice(device);
  if (!board) throw new RangeError(`a board is one of the catalog, received "${device}"`);
  return board;
}

/** **Returns** a system of nodes with these boards. */
export function nodeOf(device: GpuDeviceId, node: Node): GpuSystem {
  const { power: _, ...board } = boardOf(device);
  return { ...board, kind: "gpu", device, devicesMax, ...node };
}
