import type { GpuFamily } from "../../hardware/system.ts";
import type { RankGroup } from "../gpu/collective.ts";
import {
  axesOf,
  contextGroup,
  expertGroup,
  expertStep,
  folded,
  pipelineGroup,
  replicaGroup,
  replicas,
  tensorGroup,
} from "../gpu/placement.ts";
import { type GpuWorkload, replicasOf } from "../gpu/workload.ts";
import type { Ask, GpuLayout, ParallelDimension, Plan } from "../plan.ts";
import {
  contextTraffic,
  dataTraffic,
  expertTraffic,
  type GroupTraffic,
  pipelineTraffic,
  tensorTraffic,
} from "./group-traffic.ts";
import { gpuLayoutOf, settingOf } from "./setting.ts";

/** The slowest link that a group's traffic crosses. */
export type LinkKind = "nvlink" | "rail" | "leaf" | "spine";

/** Ranks that talk to each other along one dimension of the layout. */
export interface TopologyGroup {
  readonly dimension: ParallelDimension;
  readonly ranks: number;
  /** How many such groups there are. */
  readonly groups: number;
  /** Devices between neighbours. */
  readonly stride: number;
  /** The first groups, device by device; as many as a drawing shows. */
  readonly members: readonly (readonly number[])[];
  readonly link: LinkKind;
  /** That one rank sends in a step. **Unit** byte. */
  readonly bytesPerStep: number;
  readonly collective: string;
}

/** Who talks to whom, over what, and how much. */
export interface Topology {
  readonly devices: number;
  readonly nodes: number;
  readonly devicesPerNode: number;
  /** GPUs that NVLink joins. */
  readonly linkDomain: number;
  /** Adapters of a node, each on a rail of its own; 1 where the network has no rails. */
  readonly rails: number;
  /** Nodes below one leaf switch, or whose GPUs of one place share one where there are rails. */
  readonly nodesPerLeaf: number;
  /** Levels that narrow the network, leaves first; none where it never blocks. */
  readonly levels: readonly { readonly nodes: number; readonly oversubscription: number }[];
  /** Heaviest traffic first; only dimensions of more than one rank. */
  readonly groups: readonly TopologyGroup[];
}

/** Nodes of a scalable unit. **Source** NVIDIA SuperPOD reference architectures, quoted from memory: 20 A100, 32 since. */
const unitOf = (family: GpuFamily): number => (family === "a100" || family === "v100" ? 20 : 32);

const nodesPerLeafOf = ({ machine }: GpuWorkload): number => machine.fabric[0]?.nodes ?? unitOf(machine.family);

/** How the groups of a dimension lie and what they send. */
interface Grouping {
  readonly groupOf: (work: GpuWorkload, layout: GpuLayout) => RankGroup;
  readonly traffic: (work: GpuWorkload, layout: GpuLayout) => GroupTraffic;
  /** Dimensions of the layout over whose ranks the groups lie. */
  readonly over: readonly ParallelDimension[];
}

/** Gradients are summed over context and data ranks together; experts fold over all ranks but the stages. */
const groupings: Readonly<Record<ParallelDimension, Grouping>> = {
  tensor: { groupOf: tensorGroup, traffic: tensorTraffic, over: ["tensor"] },
  context: { groupOf: contextGroup, traffic: contextTraffic, over: ["context"] },
  expert: { groupOf: expertGroup, traffic: expertTraffic, over: folded },
  data: {
    groupOf: (work, layout) => replicaGroup(work, layout, replicasOf(layout)),
    traffic: dataTraffic,
    over: replicas,
  },
  pipeline: { groupOf: pipelineGroup, traffic: pipelineTraffic, over: ["pipeline"] },
};

/** The slowest link of a group that reaches over so many devices. */
function linkOf(work: GpuWorkload, rails: number, { ranks, perDomain, stride }: RankGroup, span: number): LinkKind {
  const { devicesPerNode } = work.machine;
  if (perDomain >= ranks) return "nvlink";
  if (Math.ceil(span / devicesPerNode) > nodesPerLeafOf(work)) return "spine";
  if (rails === 1) return "leaf";
  // With rails a node's GPUs of one place share a leaf, so what keeps its place within a unit crosses one switch.
  return stride % devicesPerNode === 0 || devicesPerNode % stride === 0 ? "rail" : "leaf";
}

/** Groups and ranks of each that a drawing shows. */
const shown = { groups: 8, ranks: 64 } as const;

/** Who is in the groups of one dimension. */
interface Members {
  readonly members: readonly (readonly number[])[];
  /** Devices from a group's first to its last. */
  readonly span: number;
}

function membersOf(work: GpuWorkload, layout: GpuLayout, dimension: ParallelDimension, ranks: number): Members {
  const axes = axesOf(layout, groupings[dimension].over);
  const step = dimension === "expert" ? expertStep(layout) : 1;
  // Ranks are counted along the group's own dimensions, whatever lies between them.
  const rankAt = (device: number) =>
    axes.reduceRight((rank, axis) => rank * axis.ranks + (Math.floor(device / axis.stride) % axis.ranks), 0);
  const deviceAt = (rank: number) => {
    let [device, left] = [0, rank];
    for (const axis of axes) {
      device += (left % axis.ranks) * axis.stride;
      left = Math.floor(left / axis.ranks);
    }
    return device;
  };
  const begins = (device: number) => Math.floor(rankAt(device) / step) % ranks === 0;
  const firsts: number[] = [];
  for (let device = 0; device < work.devices && firsts.length < shown.groups; device++) {
    if (begins(device)) firsts.push(device);
  }
  const deviceOf = (first: number, index: number) => {
    const rank = rankAt(first);
    return first - deviceAt(rank) + deviceAt(rank + index * step);
  };
  const members = firsts.map((first) =>
    Array.from({ length: Math.min(ranks, shown.ranks) }, (_, index) => deviceOf(first, index)),
  );
  return { members, span: deviceOf(0, ranks - 1) + 1 };
}

function drawn(work: GpuWorkload, layout: GpuLayout, dimension: ParallelDimension, rails: number): TopologyGroup {
  const { groupOf, traffic } = groupings[dimension];
  const group = groupOf(work, layout);
  const { ranks, stride } = group;
  const { members, span } = membersOf(work, layout, dimension, ranks);
  const { bytes, collective } = traffic(work, layout);
  const link = linkOf(work, rails, group, span);
  return { dimension, ranks, groups: work.devices / ranks, stride, members, link, bytesPerStep: bytes, collective };
}

/**
 * **Returns** the groups of a plan by dimension: how they lie on nodes, the slowest link they cross, bytes a step.
 * **Throws** RangeError for a plan on wafers.
 */
export function topologyOf(ask: Ask, plan: Plan): Topology {
  const layout = gpuLayoutOf(plan);
  const { work, system } = settingOf(ask, plan.hardware, plan.software);
  const rails = system.rails.value;
  const { devices, nodes } = plan.hardware;
  const groups = (Object.keys(groupings) as ParallelDimension[])
    .map((dimension) => drawn(work, layout, dimension, rails))
    .filter(({ ranks }) => ranks > 1)
    .toSorted((left, right) => right.bytesPerStep - left.bytesPerStep);
  const { devicesPerNode, linkDomain, fabric } = work.machine;
  const nodesPerLeaf = nodesPerLeafOf(work);
  return { devices, nodes, devicesPerNode, linkDomain, rails, nodesPerLeaf, levels: fabric, groups };
}
