import type { GpuWorkload } from "./workload.ts";

/** A group of ranks that talk to each other: how many, and how they lie on nodes. */
export interface RankGroup {
  readonly ranks: number;
  /** Ranks of the group inside one NVLink domain. */
  readonly perDomain: number;
  /** Devices between neighbours of the group. */
  readonly stride: number;
}

/**
 * Whether groups small enough for an NVLink domain lie across two of them all the same: where every domain is used in
 * full, 64 of 72 GPUs leave eight for the next group. With devices to spare whoever places the job leaves those idle.
 */
function straddles({ devices, machine: { linkDomain } }: GpuWorkload, ranks: number, stride: number): boolean {
  const block = ranks * stride;
  return block < linkDomain && linkDomain % block > 0 && devices > linkDomain && devices % linkDomain === 0;
}

/** Groups of `ranks` whose neighbours are `stride` devices apart. */
export function rankGroup(work: GpuWorkload, ranks: number, stride: number): RankGroup {
  const perDomain = Math.max(1, Math.min(ranks, Math.floor(work.machine.linkDomain / stride)));
  // The step waits for the group that is cut in the middle.
  return { ranks, perDomain: straddles(work, ranks, stride) ? Math.ceil(perDomain / 2) : perDomain, stride };
}

const linkOf = (work: GpuWorkload): number => work.machine.linkBandwidth * work.family.link;
const networkOf = (work: GpuWorkload): number => work.machine.networkBandwidth * work.family.network;
const domainsOf = (group: RankGroup): number => Math.ceil(group.ranks / group.perDomain);

/**
 * Adapters' worth of bandwidth that a group finds between its domains: those of its ranks in one domain; above a level
 * of the fabric, its ranks below one switch share an uplink that may be narrower.
 */
function adapters(work: GpuWorkload, group: RankGroup): number {
  let least = group.perDomain;
  for (const { nodes, oversubscription } of work.machine.fabric) {
    const below = Math.max(1, Math.floor((nodes * work.machine.devicesPerNode) / group.stride));
    if (below >= group.ranks) break;
    least = Math.min(least, below / oversubscription);
  }
  return least;
}

/** Bandwidth of one rank's ring: NVLink inside a domain, else the adapters of the ranks that share it. **Unit** B/s. */
function ringBandwidth(work: GpuWorkload, group: RankGroup): number {
  const link = linkOf(work);
  return group.ranks <= group.perDomain ? link : Math.min(link, networkOf(work) * adapters(work, group));
}

const treeHops = (domains: number): number => 2 * Math.log2(domains) + 1;

function latency(work: GpuWorkload, group: RankGroup): number {
  const domains = domainsOf(group);
  if (domains <= 1) return work.family.linkLatency;
  // Rings over many nodes give way to trees, so the start grows with the logarithm.
  return work.family.linkLatency + work.family.networkLatency * Math.min(domains, treeHops(domains));
}

/**
 * What one step of a ring takes beside its bytes, over NVLink and over the network.
 * **Unit** s. **Source** NCCL, `hwLat` of rings under the Simple protocol, `src/graph/tuning.cc` of 2.21.
 */
const ringStep = { link: 3.4e-6, network: 14e-6 } as const;

/** Gathers and reduce-scatters have rings alone, so their start grows with every rank. */
function ringLatency(work: GpuWorkload, group: RankGroup): number {
  const domains = domainsOf(group);
  if (domains <= 1) return work.family.linkLatency;
  const steps = ringStep.network * (domains - 1) + ringStep.link * (group.ranks - domains);
  return work.family.linkLatency + steps;
}

/** One gather or one reduce-scatter of `bytes` in all. **Unit** s. **Source** NCCL tests: (n-1)/n S/B + start. */
export function gatherSeconds(work: GpuWorkload, group: RankGroup, bytes: number): number {
  if (group.ranks <= 1) return 0;
  return ((group.ranks - 1) / group.ranks) * (bytes / ringBandwidth(work, group)) + ringLatency(work, group);
}

/** A reduce-scatter of `bytes` and later their gather, as sequence parallelism has in place of an all-reduce. **Unit** s. */
export function scatterGatherSeconds(work: GpuWorkload, group: RankGroup, bytes: number): number {
  if (group.ranks <= 1) return 0;
  return 2 * ((group.ranks - 1) / group.ranks) * (bytes / ringBandwidth(work, group)) + latency(work, group);
}

/** How NCCL can sum over a group. */
export type ReduceAlgorithm = "ring" | "tree" | "nvls" | "nvls-tree" | "hierarchical";

/** Share of the ring's bandwidth that trees reach, and what in-switch sums take to start. */
const tuning = { tree: 0.92, inSwitchStart: 23e-6, inSwitchHop: 14e-6 } as const;

/**
 * Bandwidth of in-switch sums beside the ring's: 5/6, and of that 0.85 on Hopper, 0.74 on Blackwell. Between 8 GPUs an
 * all-reduce so gains 1.24 and 1.08 over the ring; SimuMax measured 1.10 on B200.
 * **Source** NCCL, `src/graph/tuning.cc` of 2.21 (ratio) and 2.28 (`nvlsEfficiency`).
 */
const inSwitchShare = (work: GpuWorkload): number => (5 / 6) * (work.machine.family === "h100" ? 0.85 : 0.74);

/**
 * NCCL's protocols of a ring over NVLink: share of the bandwidth that carries data, start, and each step.
 * **Unit** s. **Source** `baseLat`, `hwLat` and the shares of LL128 and LL, in the same place.
 */
const protocols = [
  { share: 1, start: 8.4e-6, step: ringStep.link },
  { share: 0.92, start: 14e-6, step: 1.9e-6 },
  { share: 0.5, start: 6.6e-6, step: 0.6e-6 },
] as const;

/** A ring passes all data on twice, rank by rank, by the protocol that finishes first. */
function ringInside(work: GpuWorkload, { ranks }: RankGroup, bytes: number): number {
  const steps = 2 * (ranks - 1);
  const moved = ((steps / ranks) * bytes) / linkOf(work);
  let best = Infinity;
  for (const { share, start, step } of protocols) best = Math.min(best, moved / share + start + steps * step);
  return best;
}

function insideDomain(work: GpuWorkload, group: RankGroup, bytes: number): [ReduceAlgorithm, number][] {
  const ring = ringInside(work, group, bytes);
  if (!work.machine.inSwitchReduction) return [["ring", ring]];
  return [
    ["ring", ring],
    ["nvls", bytes / (linkOf(work) * inSwitchShare(work)) + tuning.inSwitchStart],
  ];
}

function acrossDomains(work: GpuWorkload, group: RankGroup, bytes: number): [ReduceAlgorithm, number][] {
  const { family, machine } = work;
  const domains = domainsOf(group);
  const [link, outside] = [linkOf(work), networkOf(work) * adapters(work, group)];
  const ring =
    (2 * ((group.ranks - 1) / group.ranks) * bytes) / Math.min(link, outside) +
    family.linkLatency +
    family.networkLatency * domains;
  const tree =
    (2 * bytes) / (Math.min(link, outside) * tuning.tree) +
    family.linkLatency +
    family.networkLatency * treeHops(domains);
  const found: [ReduceAlgorithm, number][] = [
    ["ring", ring],
    ["tree", tree],
  ];
  if (machine.inSwitchReduction && group.perDomain > 1) {
    // Between two domains data cross once; with more, a node of the tree passes on what it received.
    const narrow = Math.min(link, domains === 2 ? outside : outside / 2) * inSwitchShare(work);
    const hops = 2 * Math.log2(domains) * tuning.inSwitchHop;
    found.push(["nvls-tree", bytes / narrow + tuning.inSwitchStart + hops]);
  }
  if (group.perDomain > 1) {
    const inside = { ranks: group.perDomain, perDomain: group.perDomain, stride: group.stride };
    const rails = { ranks: domains, perDomain: 1, stride: group.stride * group.perDomain };
    const parts = scatterGatherSeconds(work, inside, bytes) + family.linkLatency;
    found.push(["hierarchical", parts + scatterGatherSeconds(work, rails, bytes / group.perDomain)]);
  }
  return found;
}

/**
 * All-reduce of `bytes` with the algorithm that finishes first.
 * **Unit** s. **Source** NCCL's own model of its algorithms (`src/graph/tuning.cc`): rings move 2(n-1)/n of the data,
 * trees all of it twice at 0.92 of the bandwidth, in-switch sums (NVLS) once; reduce-scatter inside a domain and
 * sums along its rails are what frameworks do by hand.
 */
export function allReduce(
  work: GpuWorkload,
  group: RankGroup,
  bytes: number,
): { readonly algorithm: ReduceAlgorithm; readonly seconds: number } {
  if (group.ranks <= 1) return { algorithm: "ring", seconds: 0 };
  const inside = group.ranks <= group.perDomain;
  const [first, ...others] = inside ? insideDomain(work, group, bytes) : acrossDomains(work, group, bytes);
  const [algorithm, seconds] = others.reduce((best, next) => (next[1] < best[1] ? next : best), first!);
  return { algorithm, seconds };
}

/** Time of the fastest all-reduce of `bytes`. **Unit** s. */
export const allReduceSeconds = (work: GpuWorkload, group: RankGroup, bytes: number): number =>
  allReduce(work, group, bytes).seconds;

/**
 * All-to-all in which each rank's tokens cross the network once for each of at most `domainsMax` domains that they are
 * sent to, and go on from there over NVLink, `copies` times in all. `bytes` is of one copy of all tokens. **Unit** s.
 */
export function dispatchSeconds(
  work: GpuWorkload,
  group: RankGroup,
  bytes: number,
  { copies, domainsMax }: { readonly copies: number; readonly domainsMax: number },
): number {
  if (group.ranks <= 1) return 0;
  const domains = domainsOf(group);
  const crossing = Math.min(copies, domains, domainsMax) * (1 - 1 / domains);
  const outside = (bytes * crossing) / networkOf(work);
  const inside = (bytes * copies * (1 - 1 / group.perDomain)) / linkOf(work);
  return Math.max(outside, inside) + latency(work, group);
}

/** All-to-all of `bytes` from each rank. **Unit** s. */
export function exchangeSeconds(work: GpuWorkload, group: RankGroup, bytes: number): number {
  if (group.ranks <= 1) return 0;
  const network = networkOf(work);
  let outside = (bytes * (1 - group.perDomain / group.ranks)) / network;
  for (const { nodes, oversubscription } of work.machine.fabric) {
    const below = Math.max(1, Math.floor((nodes * work.machine.devicesPerNode) / group.stride));
    if (below >= group.ranks) break;
    outside = Math.max(outside, (bytes * (1 - below / group.ranks) * oversubscription) / network);
  }
  const inside = (bytes * (group.perDomain - 1)) / group.ranks / linkOf(work);
  return Math.max(outside, inside) + latency(work, group);
}

/** Share of its adapter that a rank keeps when all send to the rank `stride` devices on, over narrower uplinks. */
function sendShare(work: GpuWorkload, stride: number): number {
  let share = 1;
  for (const { nodes, oversubscription } of work.machine.fabric) {
    // Of the ranks below one switch, as many cross it as the message goes far.
    const crossing = Math.max(1, (nodes * work.machine.devicesPerNode) / stride);
    share = Math.min(share, crossing / oversubscription);
  }
  return share;
}

/**
 * One message between neighbouring stages, `stride` devices apart, while all of them send theirs. **Unit** s.
 */
export function sendSeconds(work: GpuWorkload, bytes: number, insideDomain: boolean, stride = 1): number {
  const bandwidth = insideDomain ? linkOf(work) : networkOf(work) * sendShare(work, stride);
  return bytes / bandwidth + (insideDomain ? work.family.linkLatency : work.family.networkLatency);
}
