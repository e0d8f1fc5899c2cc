import type { GpuFamily } from "../../hardware/system.ts";
import { keyValueBytes, layerInputBytes, messageBytes } from "../gpu/activation-size.ts";
import { straddles } from "../gpu/collective.ts";
import { layersPerStage } from "../gpu/pipeline.ts";
import { rankParameters } from "../gpu/memory.ts";
import { strideOf } from "../gpu/placement.ts";
import { activationBytes, contextParallelOf, expertParallelOf, type GpuWorkload } from "../gpu/workload.ts";
import type { Ask, GpuLayout, ParallelDimension, Plan } from "../plan.ts";
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

interface Traffic {
  readonly bytes: number;
  readonly collective: string;
}

const ring = (ranks: number): number => (ranks - 1) / ranks;

/** Passes of a layer and micro batch in a step. */
const passes = (work: GpuWorkload, layout: GpuLayout): number =>
  layersPerStage(work.model.layers, layout) * layout.microbatches;

function tensorTraffic(work: GpuWorkload, layout: GpuLayout): Traffic {
  const again = layout.recompute === "full" ? 2 : 0;
  const regathered = layout.sequenceParallel && layout.gatherAgain !== false ? 1 : 0;
  const halves = 2 * (4 + again) + 2 * regathered;
  const bytes = passes(work, layout) * layerInputBytes(work, layout) * ring(layout.tensorParallel) * halves;
  return { bytes, collective: layout.sequenceParallel ? "all-gather and reduce-scatter" : "all-reduce" };
}

function contextTraffic(work: GpuWorkload, layout: GpuLayout): Traffic {
  // Keys and values go around forward; they and their gradients backward.
  const bytes = passes(work, layout) * keyValueBytes(work, layout) * (contextParallelOf(layout) - 1) * 3;
  return { bytes, collective: layout.contextExchange === "gather" ? "all-gather" : "ring of keys and values" };
}

function expertTraffic(work: GpuWorkload, layout: GpuLayout): Traffic {
  const active = work.model.experts?.active ?? 0;
  const each = (layerInputBytes(work, layout) * active) / layout.tensorParallel;
  return { bytes: passes(work, layout) * each * ring(expertParallelOf(layout)) * 4, collective: "all-to-all" };
}

function dataTraffic(work: GpuWorkload, layout: GpuLayout): Traffic {
  const ranks = layout.dataParallel * contextParallelOf(layout);
  const width = activationBytes(work.dtype);
  const { firstStage, layer } = rankParameters(work.model, layout);
  const wire = work.software.gradientWireBytes;
  if (layout.zeroStage === 3) {
    const bytes = passes(work, layout) * layer * ring(ranks) * (2 * width + wire);
    return { bytes, collective: "all-gather of weights, reduce-scatter of gradients" };
  }
  if (layout.zeroStage === 0)
    return { bytes: 2 * firstStage * wire * ring(ranks), collective: "all-reduce of gradients" };
  const scatters = layout.zeroStage === 2 ? layout.microbatches : 1;
  const bytes = firstStage * ring(ranks) * (scatters * wire + width);
  return { bytes, collective: "reduce-scatter of gradients, all-gather of weights" };
}

function pipelineTraffic(work: GpuWorkload, layout: GpuLayout): Traffic {
  const messages = 2 * layout.microbatches * layout.virtualPipeline;
  return { bytes: messages * messageBytes(work, layout), collective: "send and receive" };
}

const dimensions: Readonly<
  Record<ParallelDimension, readonly [ranks: (layout: GpuLayout) => number, traffic: typeof tensorTraffic]>
> = {
  tensor: [(layout) => layout.tensorParallel, tensorTraffic],
  context: [contextParallelOf, contextTraffic],
  expert: [expertParallelOf, expertTraffic],
  data: [(layout) => layout.dataParallel * contextParallelOf(layout), dataTraffic],
  pipeline: [(layout) => layout.pipelineParallel, pipelineTraffic],
};

/** Devices between neighbours of a group; gradients are summed over context and data ranks together. */
function strideFor(layout: GpuLayout, dimension: ParallelDimension): number {
  if (dimension === "expert") return strideOf(layout, "tensor") * (layout.expertTensorParallel ?? 1);
  if (dimension !== "data" || contextParallelOf(layout) === 1) return strideOf(layout, dimension);
  return Math.min(strideOf(layout, "data"), strideOf(layout, "context"));
}

/** With rails a node's GPUs of one place share a leaf, so what keeps its place within a unit crosses one switch. */
function linkOf(work: GpuWorkload, rails: number, ranks: number, stride: number): LinkKind {
  const { devicesPerNode, linkDomain } = work.machine;
  const span = (ranks - 1) * stride + 1;
  if (span <= linkDomain && !straddles(work, ranks, stride)) return "nvlink";
  if (Math.ceil(span / devicesPerNode) > nodesPerLeafOf(work)) return "spine";
  if (rails === 1) return "leaf";
  return stride % devicesPerNode === 0 || devicesPerNode % stride === 0 ? "rail" : "leaf";
}

/** Groups as devices: neighbours `stride` apart, the groups between them side by side. */
function membersOf(devices: number, ranks: number, stride: number, groupsMax: number, ranksMax: number): number[][] {
  const groups = Math.min(groupsMax, Math.max(1, Math.floor(devices / ranks)));
  return Array.from({ length: groups }, (_, group) => {
    const first = Math.floor(group / stride) * stride * ranks + (group % stride);
    return Array.from({ length: Math.min(ranks, ranksMax) }, (__, index) => first + index * stride);
  });
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
  const groups = (Object.entries(dimensions) as [ParallelDimension, (typeof dimensions)["tensor"]][])
    .filter(([, [ranksOf]]) => ranksOf(layout) > 1)
    .map(([dimension, [ranksOf, trafficOf]]): TopologyGroup => {
      const ranks = ranksOf(layout);
      const stride = strideFor(layout, dimension);
      const { bytes, collective } = trafficOf(work, layout);
      const members = membersOf(devices, ranks, stride, 8, 64);
      const link = linkOf(work, rails, ranks, stride);
      return { dimension, ranks, groups: devices / ranks, stride, members, link, bytesPerStep: bytes, collective };
    })
    .toSorted((left, right) => right.bytesPerStep - left.bytesPerStep);
  const { devicesPerNode, linkDomain, fabric } = work.machine;
  const nodesPerLeaf = nodesPerLeafOf(work);
  return { devices, nodes, devicesPerNode, linkDomain, rails, nodesPerLeaf, levels: fabric, groups };
}
