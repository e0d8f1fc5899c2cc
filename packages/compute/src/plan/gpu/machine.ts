import type { GpuFamily, GpuSystem } from "../../hardware/system.ts";
import type { Dtype } from "../plan.ts";

/** The bare numbers of a GPU cluster that a prediction needs; a customer's own cluster is described the same way. */
export interface GpuMachine {
  readonly label: string;
  readonly family: GpuFamily;
  readonly devicesPerNode: number;
  readonly linkDomain: number;
  readonly multiprocessors: number;
  /** **Unit** FLOP/s, dense. */
  readonly peaks: Readonly<Partial<Record<Dtype, number>>>;
  /** **Unit** byte. */
  readonly memory: number;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: number;
  /** **Unit** byte/s of one GPU, each way. */
  readonly linkBandwidth: number;
  /** **Unit** byte/s of one GPU's share of the adapters, each way. */
  readonly networkBandwidth: number;
  /** Clock under load beside the usual SXM part's: below 1 where a board is held to less power. */
  readonly clockShare: number;
}

/** **Returns** the numbers of a catalog system without their sources. */
export function machineOf(system: GpuSystem): GpuMachine {
  const peaks: Partial<Record<Dtype, number>> = {};
  for (const [dtype, peak] of Object.entries(system.peaks)) peaks[dtype as Dtype] = peak.value;
  return {
    label: system.label,
    family: system.family,
    devicesPerNode: system.devicesPerNode.value,
    linkDomain: system.linkDomain.value,
    multiprocessors: system.multiprocessors.value,
    peaks,
    memory: system.memory.value,
    memoryBandwidth: system.memoryBandwidth.value,
    linkBandwidth: system.linkBandwidth.value,
    networkBandwidth: system.networkBandwidth.value,
    clockShare: 1,
  };
}
