import type { GpuFamily } from "../../hardware/system.ts";
import type { GpuMachine } from "./machine.ts";

/** What one GPU may use of its host: the link to it, its memory's speed and its size. */
export interface Host {
  /** **Unit** byte/s each way. */
  readonly link: number;
  /** **Unit** byte/s. */
  readonly memoryBandwidth: number;
  /** **Unit** byte. */
  readonly memory: number;
}

/** Assumed share of a host link that large copies from pinned memory reach. */
const linkShare = 0.8;

const dgx = (link: number, memoryBandwidth: number, memory: number): Host => ({
  link: link * linkShare,
  memoryBandwidth: memoryBandwidth / 8,
  memory: memory / 8,
});

/**
 * Hosts by family, a GPU's share of its node.
 * **Source** DGX user guides: DGX-1V PCIe 3 x16, 8 channels DDR4-2666, 512 GB; DGX A100 PCIe 4 x16, 16 channels
 * DDR4-3200, 2 TB; DGX H100 and B200 PCIe 5 x16, 16 channels DDR5-4800, 2 TB; quoted from memory.
 */
const hosts: Readonly<Record<GpuFamily, Host>> = {
  v100: dgx(16e9, 170e9, 512e9),
  a100: dgx(32e9, 409.6e9, 2e12),
  h100: dgx(64e9, 614.4e9, 2e12),
  b200: dgx(64e9, 614.4e9, 2e12),
  b300: dgx(64e9, 614.4e9, 2e12),
};

/** Two GPUs share one Grace. **Source** NVIDIA GB200 NVL72: NVLink-C2C 900 GB/s both ways, 512 GB/s and 480 GB a Grace. */
const grace: Host = { link: 450e9 * linkShare, memoryBandwidth: 256e9, memory: 240e9 };

/** **Returns** the host of a machine: a domain of more than 8 GPUs is one of Grace boards. */
export const hostOf = (machine: GpuMachine): Host => (machine.linkDomain > 16 ? grace : hosts[machine.family]);
