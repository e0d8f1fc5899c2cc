import type { GpuWorkload } from "./workload.ts";

/** A group of ranks that talk to each other: how many, and how they lie on nodes. */
export interface RankGroup {
  readonly ranks: number;
  /** Ranks of the group inside one NVLink domain. */
  readonly perDomain: number;
}

/** Groups of `ranks` whose neighbours are `stride` devices apart. */
export function rankGroup(work: GpuWorkload, ranks: number, stride: number): RankGroup {
  const perDomain = Math.max(1, Math.min(ranks, Math.floor(work.machine.linkDomain / stride)));
  return { ranks, perDomain };
}

/** Bandwidth of one rank's ring: NVLink inside a domain, else the adapters of the ranks that share it. **Unit** B/s. */
function ringBandwidth(work: GpuWorkload, group: RankGroup): number {
  const link = work.machine.linkBandwidth * work.family.link;
  if (group.ranks <= group.perDomain) return link;
  return Math.min(link, work.machine.networkBandwidth * group.perDomain * work.family.network);
}

function latency(work: GpuWorkload, group: RankGroup): number {
  const domains = Math.ceil(group.ranks / group.perDomain);
  if (domains <= 1) return work.family.linkLatency;
  // Rings over many nodes give way to trees, so the start grows with the logarithm.
  return work.family.linkLatency + work.family.networkLatency * Math.min(domains, 2 * Math.log2(domains) + 1);
}

/** One gather or one reduce-scatter of `bytes` in all. **Unit** s. **Source** NCCL tests: (n-1)/n S/B + start. */
export function gatherSeconds(work: GpuWorkload, group: RankGroup, bytes: number): number {
  if (group.ranks <= 1) return 0;
  return ((group.ranks - 1) / group.ranks) * (bytes / ringBandwidth(work, group)) + latency(work, group);
}

/** All-reduce of `bytes`: a reduce-scatter and a gather. **Unit** s. */
export function allReduceSeconds(work: GpuWorkload, group: RankGroup, bytes: number): number {
  if (group.ranks <= 1) return 0;
  return 2 * ((group.ranks - 1) / group.ranks) * (bytes / ringBandwidth(work, group)) + latency(work, group);
}

/** All-to-all of `bytes` from each rank. **Unit** s. */
export function exchangeSeconds(work: GpuWorkload, group: RankGroup, bytes: number): number {
  if (group.ranks <= 1) return 0;
  const outside = 1 - group.perDomain / group.ranks;
  const network = (bytes * outside) / (work.machine.networkBandwidth * work.family.network);
  const inside = (bytes * (group.perDomain - 1)) / group.ranks / (work.machine.linkBandwidth * work.family.link);
  return Math.max(network, inside) + latency(work, group);
}

/** One message between neighbouring stages. **Unit** s. */
export function sendSeconds(work: GpuWorkload, bytes: number, insideDomain: boolean): number {
  const bandwidth = insideDomain
    ? work.machine.linkBandwidth * work.family.link
    : work.machine.networkBandwidth * work.family.network;
  return bytes / bandwidth + (insideDomain ? work.family.linkLatency : work.family.networkLatency);
}
