import type { Dtype } from "../plan/plan.ts";
import type { Quantity } from "./quantity.ts";

/** GPUs with the same kernels and the same calibration. */
export type GpuFamily = "v100" | "a100" | "h100" | "b200" | "b300";

/** A node of GPUs and the network between such nodes. */
export interface GpuSystem {
  readonly kind: "gpu";
  readonly id: string;
  readonly label: string;
  readonly family: GpuFamily;
  readonly year: number;
  readonly devicesPerNode: Quantity;
  /** GPUs that reach each other over NVLink. */
  readonly linkDomain: Quantity;
  readonly devicesMax: Quantity;
  readonly multiprocessors: Quantity;
  /** **Unit** FLOP/s, dense. */
  readonly peaks: Readonly<Partial<Record<Dtype, Quantity>>>;
  /** **Unit** byte. */
  readonly memory: Quantity;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: Quantity;
  /** **Unit** byte/s of one GPU, each way. */
  readonly linkBandwidth: Quantity;
  /** **Unit** byte/s of one GPU's share of its node's adapters, each way. */
  readonly networkBandwidth: Quantity;
  /** **Unit** W of a node at full load, and at rest. */
  readonly nodePower: Quantity;
  readonly nodePowerIdle: Quantity;
  readonly faultsPerNodeDay: Quantity;
}

/** One wafer with its share of the weight store and of the tree that joins wafers. */
export interface WaferSystem {
  readonly kind: "wafer";
  readonly id: string;
  readonly label: string;
  readonly year: number;
  readonly devicesMax: Quantity;
  readonly cores: Quantity;
  /** **Unit** multiply-adds a cycle and core, fp16. */
  readonly simdWidth: Quantity;
  /** **Unit** Hz. */
  readonly clock: Quantity;
  /** **Unit** byte of SRAM on the wafer. */
  readonly memory: Quantity;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: Quantity;
  /** **Unit** byte/s between the wafer and the outside, each way. */
  readonly ioBandwidth: Quantity;
  /** **Unit** W, while training, and at rest. */
  readonly nodePower: Quantity;
  readonly nodePowerIdle: Quantity;
  readonly faultsPerNodeDay: Quantity;
  /** Parameters that the largest weight store beside it can hold. */
  readonly parametersMax: Quantity;
}

export type HardwareSystem = GpuSystem | WaferSystem;

/** Dense fp16 peak of a wafer: cores x SIMD x clock x 2. **Unit** FLOP/s. */
export const waferPeak = (system: WaferSystem): number =>
  system.cores.value * system.simdWidth.value * system.clock.value * 2;
