import type { Dtype } from "./dtype.ts";
import type { Quantity } from "./quantity.ts";

/** GPUs with the same kernels and the same calibration. */
export type GpuFamily = "v100" | "a100" | "h100" | "b200" | "b300";

/** A GPU board: what it computes with, apart from the node it sits in. */
export interface GpuDevice {
  readonly id: string;
  readonly label: string;
  readonly family: GpuFamily;
  readonly multiprocessors: Quantity;
  /** **Unit** FLOP/s, dense. */
  readonly peaks: Readonly<Partial<Record<Dtype, Quantity>>>;
  /** **Unit** byte. */
  readonly memory: Quantity;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: Quantity;
  /** **Unit** byte/s of one GPU to its neighbours in the node, each way. */
  readonly linkBandwidth: Quantity;
  /** Clock under load beside the usual SXM part's, where a board is held to less power. **Unit** 1. */
  readonly clockShare?: Quantity;
  /** The switches between GPUs add numbers on their way (NVLink SHARP). */
  readonly inSwitchReduction?: true;
  /** **Unit** byte/s of one GPU to its host, each way. */
  readonly hostLinkBandwidth: Quantity;
  /** **Unit** W at full load. */
  readonly power: Quantity;
}

/** One level of a fat tree, leaves first: the nodes below one of its switches, and how much narrower it is above. */
export interface FabricLevel {
  readonly nodes: Quantity;
  /** Bandwidth down over bandwidth up: 1 does not block. */
  readonly oversubscription: Quantity;
}

/** A node of GPUs, its host, and the network between such nodes. */
export interface GpuSystem extends Omit<GpuDevice, "power"> {
  readonly kind: "gpu";
  /** What the label names: one node when absent, or the whole cluster. */
  readonly labels?: "cluster";
  /** The board, by its id. */
  readonly device: string;
  readonly year: number;
  readonly devicesPerNode: Quantity;
  /** GPUs that reach each other over NVLink. */
  readonly linkDomain: Quantity;
  readonly devicesMax: Quantity;
  /** **Unit** byte/s of one GPU's share of its node's adapters, each way. */
  readonly networkBandwidth: Quantity;
  /** Network adapters of a node, each on a rail of its own where the fabric has rails. */
  readonly rails: Quantity;
  /** Levels that narrow or bound the network; one that never blocks when absent. */
  readonly fabric?: readonly FabricLevel[];
  /** Memory of a node's host and its speed. **Unit** byte, byte/s. */
  readonly hostMemory: Quantity;
  readonly hostMemoryBandwidth: Quantity;
  /** Local drives of a node, and their speed of writing. **Unit** byte, byte/s. */
  readonly storage?: Quantity;
  readonly storageBandwidth?: Quantity;
  /** **Unit** W of a node at full load, and at rest. */
  readonly nodePower: Quantity;
  readonly nodePowerIdle: Quantity;
  readonly faultsPerNodeDay: Quantity;
  /** What its owner pays for energy, where that is stated. **Unit** a currency/kWh. */
  readonly powerPrice?: Quantity;
}

/** One wafer with its share of the weight store and of the tree that joins wafers. */
export interface WaferSystem {
  readonly kind: "wafer";
  readonly id: string;
  readonly label: string;
  readonly year: number;
  /** Most systems of one cluster. */
  readonly devicesMax: Quantity;
  /** Cores that the maker counts: the peak is stated by these. */
  readonly cores: Quantity;
  /** The mesh that a program sees on a wafer with its usual defects. **Unit** cores. */
  readonly fabricColumns: Quantity;
  readonly fabricRows: Quantity;
  /** **Unit** multiply-adds a cycle and core, fp16. */
  readonly simdWidth: Quantity;
  /** **Unit** Hz. */
  readonly clock: Quantity;
  /** **Unit** byte of SRAM on the wafer, and beside one core. */
  readonly memory: Quantity;
  readonly coreMemory: Quantity;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: Quantity;
  /** Sum of all links between cores. **Unit** byte/s. */
  readonly fabricBandwidth: Quantity;
  /** **Unit** byte/s between the wafer and the outside, each way. */
  readonly ioBandwidth: Quantity;
  /** **Unit** W, while training, at most, and at rest. */
  readonly nodePower: Quantity;
  readonly nodePowerPeak: Quantity;
  readonly nodePowerIdle: Quantity;
  /** **Unit** USD; absent where nothing is published. */
  readonly price?: Quantity;
  readonly faultsPerNodeDay: Quantity;
  /** Parameters that the largest weight store beside it can hold; of CS-1, which has none, on the wafer itself. */
  readonly parametersMax: Quantity;
  /** Parameters of the largest model that lives on the wafer whole. */
  readonly residentParametersMax: Quantity;
  /** Whether weights can stream in from outside, layer by layer. */
  readonly streams: boolean;
}

export type HardwareSystem = GpuSystem | WaferSystem;

/** Dense fp16 peak of a wafer: cores x SIMD x clock x 2. **Unit** FLOP/s. */
export const waferPeak = (system: WaferSystem): number =>
  system.cores.value * system.simdWidth.value * system.clock.value * 2;
