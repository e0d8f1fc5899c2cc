import type { Dtype } from "../../hardware/dtype.ts";
import type { GpuFamily, GpuSystem } from "../../hardware/system.ts";

/** One level of a fat tree, leaves first. */
export interface MachineLevel {
  /** Nodes below one switch of this level. */
  readonly nodes: number;
  /** Bandwidth down over bandwidth up. */
  readonly oversubscription: number;
}

/** One GPU's share of its node's host. */
export interface MachineHost {
  /** **Unit** byte/s of one GPU, each way. */
  readonly linkBandwidth: number;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: number;
  /** **Unit** byte. */
  readonly memory: number;
}

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
  /** Levels of the network that narrow or bound it; none where it never blocks. */
  readonly fabric: readonly MachineLevel[];
  /** Switches between GPUs add numbers on their way. */
  readonly inSwitchReduction: boolean;
  readonly host: MachineHost;
  /** Clock under load beside the usual SXM part's: below 1 where a board is held to less power. */
  readonly clockShare: number;
}

function hostOf(system: GpuSystem): MachineHost {
  const boards = system.devicesPerNode.value;
  return {
    linkBandwidth: system.hostLinkBandwidth.value,
    memoryBandwidth: system.hostMemoryBandwidth.value / boards,
    memory: system.hostMemory.value / boards,
  };
}

/** **Returns** the numbers of a catalog system without their sources. */
export function machineOf(system: GpuSystem): GpuMachine {
  const peaks: Partial<Record<Dtype, number>> = {};
  for (const [dtype, peak] of Object.entries(system.peaks)) peaks[dtype as Dtype] = peak.value;
  const fabric = (system.fabric ?? []).map(({ nodes, oversubscription }) => ({
    nodes: nodes.value,
    oversubscription: oversubscription.value,
  }));
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
    fabric,
    inSwitchReduction: system.inSwitchReduction === true,
    host: hostOf(system),
    clockShare: system.clockShare?.value ?? 1,
  };
}
