import type { Reason } from "../../plan/plan.ts";
import { boardOf, faultsOf, hostBandwidth, nodePowerOf, restOf, trayPowerOf } from "../gpu-node.ts";
import { assumed, quantity, type Quantity } from "../quantity.ts";
import type { FabricLevel, GpuDevice, GpuSystem } from "../system.ts";
import { clusterSchema } from "./cluster-schema.ts";
import { checkJson, refusalAt } from "./json-schema.ts";

interface Level {
  readonly nodes: number;
  readonly oversubscription: number;
}

/** What the schema has let through. */
interface Description {
  readonly name?: string;
  readonly device: string;
  readonly nodes: number;
  readonly devicesPerNode?: number;
  readonly linkDomain?: number;
  readonly network?: {
    readonly perDeviceGbps: number;
    readonly adaptersPerNode?: number;
    readonly nodesPerLeaf?: number;
    readonly oversubscription?: number;
    readonly levels?: readonly Level[];
  };
  readonly board?: {
    readonly memoryGB?: number;
    readonly memoryBandwidthGBps?: number;
    readonly linkGBps?: number;
    readonly clockShare?: number;
    readonly watts?: number;
    readonly peakTflops?: Readonly<Record<string, number>>;
  };
  readonly host?: {
    readonly memoryGB?: number;
    readonly memoryBandwidthGBps?: number;
    readonly linkGBps?: number;
    readonly storageTB?: number;
    readonly storageGBps?: number;
  };
  readonly nodeWatts?: number;
  readonly nodeWattsIdle?: number;
  readonly faultsPerNodeDay?: number;
  readonly powerPrice?: { readonly perKilowattHour: number; readonly currency: string };
}

/** A cluster as its owner describes it. */
export interface DescribedCluster {
  /** To be named in a choice: `{ system: system.id, devices, described: system }`. */
  readonly system: GpuSystem;
  /** All GPUs of the cluster. */
  readonly devices: number;
}

const stated = (value: number, unit: string): Quantity => quantity(value, unit, "stated in the cluster's description");

/** A stated value in place of the board's or the assumed one. */
const orElse = (value: number | undefined, scale: number, otherwise: Quantity): Quantity =>
  value === undefined ? otherwise : stated(value * scale, otherwise.unit);

function fabricOf(network: NonNullable<Description["network"]>): FabricLevel[] {
  const { nodesPerLeaf, oversubscription = 1, levels = [] } = network;
  const leaf = nodesPerLeaf === undefined ? [] : [{ nodes: nodesPerLeaf, oversubscription }];
  return [...leaf, ...levels].map((level) => ({
    nodes: stated(level.nodes, "node"),
    oversubscription: stated(level.oversubscription, "down/up"),
  }));
}

function unordered({ nodesPerLeaf = 0, levels = [] }: NonNullable<Description["network"]>): Reason[] {
  const found: Reason[] = [];
  let below = nodesPerLeaf;
  for (const [index, { nodes }] of levels.entries()) {
    if (nodes <= below) {
      found.push(refusalAt(`network.levels[${index}].nodes`, `must be above the ${below} of the level below`, nodes));
    }
    below = nodes;
  }
  return found;
}

/** Rules between fields, which the schema cannot say. */
function contradictions(description: Description): Reason[] {
  const { nodes, devicesPerNode = 8, linkDomain = 1, network, nodeWatts = Infinity, nodeWattsIdle = 0 } = description;
  const found: Reason[] = network ? unordered(network) : [];
  if (nodes > 1 && !network) found.push(refusalAt("network", "must be stated for more than one node", undefined));
  const all = nodes * devicesPerNode;
  if (linkDomain > all) found.push(refusalAt("linkDomain", `must be at most the cluster's ${all} GPUs`, linkDomain));
  if (nodeWattsIdle > nodeWatts) {
    found.push(refusalAt("nodeWattsIdle", `must be at most nodeWatts, ${nodeWatts}`, nodeWattsIdle));
  }
  return found;
}

function boardWith(device: GpuDevice, changes: NonNullable<Description["board"]>): GpuDevice {
  const { memoryGB, memoryBandwidthGBps, linkGBps, clockShare, watts, peakTflops = {} } = changes;
  const peaks = Object.entries(peakTflops).map(([dtype, tera]) => [dtype, stated(tera * 1e12, "FLOP/s")]);
  return {
    ...device,
    memory: orElse(memoryGB, 1e9, device.memory),
    memoryBandwidth: orElse(memoryBandwidthGBps, 1e9, device.memoryBandwidth),
    linkBandwidth: orElse(linkGBps, 1e9, device.linkBandwidth),
    power: orElse(watts, 1, device.power),
    peaks: { ...device.peaks, ...(Object.fromEntries(peaks) as GpuDevice["peaks"]) },
    ...(clockShare === undefined ? {} : { clockShare: stated(clockShare, "1") }),
  };
}

function hostWith(device: GpuDevice, boards: number, host: NonNullable<Description["host"]>) {
  const like = "assumed as NVIDIA's own node of 8 such boards: not stated";
  const memory = assumed((2e12 / 8) * boards, "B", like);
  const bandwidth = assumed((hostBandwidth[device.family] / 8) * boards, "B/s", like);
  const { storageTB, storageGBps } = host;
  return {
    hostMemory: orElse(host.memoryGB, 1e9, memory),
    hostMemoryBandwidth: orElse(host.memoryBandwidthGBps, 1e9, bandwidth),
    hostLinkBandwidth: orElse(host.linkGBps, 1e9, device.hostLinkBandwidth),
    ...(storageTB === undefined ? {} : { storage: stated(storageTB * 1e12, "B") }),
    ...(storageGBps === undefined ? {} : { storageBandwidth: stated(storageGBps * 1e9, "B/s") }),
  };
}

/** Draw and faults of a node whose boards take so many watts each. */
function runningOf(description: Description, watts: number) {
  const { device, devicesPerNode = 8 } = description;
  const drawOf = device.startsWith("gb") ? trayPowerOf : nodePowerOf;
  const nodePower = orElse(description.nodeWatts, 1, drawOf(devicesPerNode, watts));
  return {
    nodePower,
    nodePowerIdle: orElse(description.nodeWattsIdle, 1, restOf(nodePower.value)),
    faultsPerNodeDay: orElse(description.faultsPerNodeDay, 1, faultsOf(devicesPerNode)),
  };
}

const years = { v100: 2018, a100: 2020, h100: 2022, b200: 2024, b300: 2025 } as const;

function systemOf(description: Description): GpuSystem {
  const { device, nodes, devicesPerNode = 8, network, powerPrice } = description;
  const { power, ...board } = boardWith(boardOf(device), description.board ?? {});
  const label = description.name ?? `${nodes} x ${devicesPerNode} ${board.label}`;
  const alone = assumed(board.linkBandwidth.value, "B/s", "assumed as inside the node: a single one needs no network");
  const fabric = network ? fabricOf(network) : [];
  return {
    ...board,
    ...hostWith({ ...board, power }, devicesPerNode, description.host ?? {}),
    kind: "gpu",
    labels: "cluster",
    id: `own-${label.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`,
    label,
    device,
    year: years[board.family],
    devicesPerNode: stated(devicesPerNode, "GPU"),
    linkDomain: stated(description.linkDomain ?? devicesPerNode, "GPU"),
    devicesMax: stated(nodes * devicesPerNode, "GPU"),
    networkBandwidth: network ? stated((network.perDeviceGbps / 8) * 1e9, "B/s") : alone,
    rails: stated(network?.adaptersPerNode ?? devicesPerNode, "adapter"),
    ...(fabric.length > 0 ? { fabric } : {}),
    ...runningOf(description, power.value),
    ...(powerPrice ? { powerPrice: stated(powerPrice.perKilowattHour, `${powerPrice.currency}/kWh`) } : {}),
  };
}

/**
 * Reads a customer's description of a GPU cluster of his own; its fields are those of `clusterSchema`.
 * **Returns / refuses** the cluster, what is not stated assumed and said so; or every reason against it with its path,
 * the rule and the value received.
 */
export function clusterOfJson(
  json: unknown,
): { readonly cluster: DescribedCluster } | { readonly refusal: readonly Reason[] } {
  const broken = checkJson(json, clusterSchema);
  if (broken.length > 0) return { refusal: broken };
  const description = json as Description;
  const contrary = contradictions(description);
  if (contrary.length > 0) return { refusal: contrary };
  const { nodes, devicesPerNode = 8 } = description;
  return { cluster: { system: systemOf(description), devices: nodes * devicesPerNode } };
}
