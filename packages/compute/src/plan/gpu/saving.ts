import type { GpuSystem } from "../../hardware/system.ts";
import { checkpointBytesPerParameter } from "../life.ts";
import type { GpuLayout } from "../plan.ts";
import type { Software } from "./software.ts";

/**
 * Bytes a second that 8 GPUs' node writes to a store that all share, where its card names no drives of its own.
 * **Source** BLOOM: 2.3 TB in 40 s from 48 nodes.
 */
const sharedStore = { bandwidth: 1.2e9, boards: 8 } as const;

/** Assumed: all ranks line up, and one writes the index. **Unit** s. */
const lineUp = 2;

/** Assumed share of a host link that large copies to and from pinned memory reach. */
export const hostLinkShare = 0.8;

/** A checkpoint as training feels it. **Unit** s. */
export interface Saving {
  /** Training waits. */
  readonly pause: number;
  /** From its begin until all of it is written; the next one begins no sooner. */
  readonly written: number;
}

/** **Returns** bytes a second that a node of so many GPUs reads from the store that all share, or writes to it. */
export const storeBandwidth = (devicesPerNode: number): number =>
  (sharedStore.bandwidth * devicesPerNode) / sharedStore.boards;

/** A node's own drives, if they hold this checkpoint beside the last one; else the store that all nodes share. */
function writeBandwidth(system: GpuSystem, bytesPerNode: number): number {
  const { storage, storageBandwidth } = system;
  const holds = storage !== undefined && storage.value >= 2 * bytesPerNode;
  return holds && storageBandwidth !== undefined ? storageBandwidth.value : storeBandwidth(system.devicesPerNode.value);
}

/**
 * What saving a run's state takes. Where the framework writes behind training, it waits for the copy into the host's
 * memory only.
 */
export function savingOf(
  system: GpuSystem,
  { savesBehind }: Software,
  { zeroStage }: Pick<GpuLayout, "zeroStage">,
  parameters: number,
  nodes: number,
): Saving {
  const bytesPerNode = (parameters * checkpointBytesPerParameter) / nodes;
  const written = lineUp + bytesPerNode / writeBandwidth(system, bytesPerNode);
  const behind = savesBehind && zeroStage <= savesBehind.zeroStageMax && bytesPerNode <= system.hostMemory.value / 2;
  if (!behind) return { pause: written, written };
  const copied = bytesPerNode / (system.devicesPerNode.value * system.hostLinkBandwidth.value * hostLinkShare);
  return { pause: Math.min(lineUp + copied, written), written };
}
