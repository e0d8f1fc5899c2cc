import { countOf } from "../hardware/devices-in-words.ts";
import type { Capacity, ClusterFree, Part } from "./capacity.ts";

/** What a job asks of a site. */
export interface Need {
  readonly systemId: string;
  /** Only this cluster; null: any with the system. */
  readonly clusterId: string | null;
  readonly devices: number;
}

export interface Placed {
  readonly kind: "placed";
  readonly clusterId: string;
  readonly parts: readonly Part[];
  /** Switches that the gang lies below; 1 is best. */
  readonly leafs: number;
}

/** No place now: why, in words with numbers. */
export interface Blocked {
  readonly kind: "blocked";
  readonly reason: "capacity" | "topology" | "maintenance";
  readonly text: string;
  readonly needed: number;
  readonly available: number;
  readonly unit: "nodes" | "devices";
}

/** Whole nodes that `devices` need in this cluster; a job smaller than a node stays inside one. */
export const nodesFor = (devices: number, devicesPerNode: number): number =>
  devicesPerNode > 0 ? Math.ceil(devices / devicesPerNode) : Infinity;

const insideOneNode = (devices: number, cluster: ClusterFree): boolean => devices < cluster.devicesPerNode;

function bestPartNode(cluster: ClusterFree, devices: number): string | undefined {
  for (let free = devices; free < cluster.devicesPerNode; free += 1) {
    const found = cluster.partly.get(free)?.[0];
    if (found !== undefined) return found;
  }
  const [, nodes] = leafsByFree(cluster).at(-1) ?? [];
  return nodes?.[0];
}

/** Leaves with wholly free nodes, the emptiest first, equals by name. */
function leafsByFree(cluster: ClusterFree): (readonly [string, readonly string[]])[] {
  return [...cluster.whole]
    .filter(([, nodes]) => nodes.length > 0)
    .sort(([leftName, left], [rightName, right]) => right.length - left.length || (leftName < rightName ? -1 : 1));
}

/** `count` wholly free nodes: below `near` first, then below the fullest leaf that has them all, else below few. */
function wholeNodes(cluster: ClusterFree, count: number, near: ReadonlySet<string>): readonly string[] {
  const chosen: string[] = [];
  for (const leaf of [...near].sort()) chosen.push(...(cluster.whole.get(leaf) ?? []).slice(0, count - chosen.length));
  const others = leafsByFree(cluster).filter(([leaf]) => !near.has(leaf));
  while (chosen.length < count) {
    const missing = count - chosen.length;
    const index = others.findLastIndex(([, nodes]) => nodes.length >= missing);
    const [leaf] = others.splice(Math.max(0, index), 1);
    if (!leaf) break;
    chosen.push(...leaf[1].slice(0, missing));
  }
  return chosen;
}

/** Places `count` more whole nodes beside those that a gang already holds. **Returns** undefined when there are too few. */
export function placeBeside(capacity: Capacity, need: Need, held: readonly Part[], count: number): Placed | undefined {
  const first = held[0];
  const clusterId = first ? capacity.clusterOf(first.nodeId) : need.clusterId;
  const near = new Set(held.map((part) => capacity.leafOf(part.nodeId)));
  const placed = place(capacity, { ...need, clusterId }, { near, nodes: count });
  return placed.kind === "placed" ? placed : undefined;
}

function placeIn(capacity: Capacity, cluster: ClusterFree, need: Need, nodes: number, near: ReadonlySet<string>) {
  if (insideOneNode(need.devices, cluster)) {
    const nodeId = bestPartNode(cluster, need.devices);
    return nodeId === undefined ? undefined : [{ nodeId, devices: need.devices }];
  }
  if (cluster.wholeFree < nodes) return undefined;
  return wholeNodes(cluster, nodes, near).map((nodeId) => ({ nodeId, devices: cluster.devicesPerNode }));
}

/**
 * Chooses devices for a job: inside one node when it is smaller than a node (the fullest that fits), else whole nodes,
 * below one leaf if possible. The same capacity always gives the same answer. Nothing is taken yet.
 */
export function place(
  capacity: Capacity,
  need: Need,
  wish: { readonly near?: ReadonlySet<string>; readonly nodes?: number; readonly skipCluster?: string | null } = {},
): Placed | Blocked {
  const clusters = capacity.clusters(need.systemId, need.clusterId);
  let best: Placed | undefined;
  for (const cluster of clusters) {
    if (cluster.id === wish.skipCluster) continue;
    const nodes = wish.nodes ?? nodesFor(need.devices, cluster.devicesPerNode);
    const parts = placeIn(capacity, cluster, need, nodes, wish.near ?? new Set());
    if (!parts) continue;
    const leafs = new Set(parts.map((part) => capacity.leafOf(part.nodeId))).size;
    if (!best || leafs < best.leafs) best = { kind: "placed", clusterId: cluster.id, parts, leafs };
    if (leafs <= 1) break;
  }
  return best ?? explain(clusters, need, wish.nodes);
}

/** Why a job has no place: the cluster that is nearest to having one speaks. */
function explain(clusters: readonly ClusterFree[], need: Need, wished: number | undefined): Blocked {
  const nearest = [...clusters].sort(
    (left, right) => right.wholeFree - left.wholeFree || right.freeDevices - left.freeDevices,
  )[0];
  if (!nearest) {
    const text = `No cluster of this site has ${need.systemId}.`;
    return { kind: "blocked", reason: "capacity", text, needed: need.devices, available: 0, unit: "devices" };
  }
  if (insideOneNode(need.devices, nearest)) return explainDevices(nearest, need.devices);
  return explainNodes(nearest, need, wished ?? nodesFor(need.devices, nearest.devicesPerNode));
}

function explainDevices(cluster: ClusterFree, devices: number): Blocked {
  const needed = { kind: "blocked", needed: devices, available: cluster.freeDevices, unit: "devices" } as const;
  const free = `${countOf(cluster.freeDevices, "device")} of ${cluster.id} ${cluster.freeDevices === 1 ? "is" : "are"} free`;
  if (cluster.freeDevices >= devices) {
    return {
      ...needed,
      reason: "topology",
      text: `Needs ${devices} devices inside one node; ${free}, but spread over nodes.`,
    };
  }
  return { ...needed, reason: "capacity", text: `Needs ${countOf(devices, "device")}; ${free}.` };
}

function explainNodes(cluster: ClusterFree, need: Need, nodes: number): Blocked {
  const blocked = { kind: "blocked", needed: nodes, available: cluster.wholeFree, unit: "nodes" } as const;
  if (nodes > cluster.nodes) {
    const text = `Needs ${countOf(nodes, "node")}; ${cluster.id} has ${cluster.nodes} in all.`;
    return { ...blocked, reason: "capacity", text };
  }
  const out = `${cluster.down} down, ${cluster.draining} draining`;
  const asked = `Needs ${countOf(nodes, "whole node")}; ${cluster.wholeFree} of ${cluster.nodes} in ${cluster.id} are free`;
  if (cluster.freeDevices >= need.devices) {
    return {
      ...blocked,
      reason: "topology",
      text: `${asked}, other free devices are spread over nodes in use (${out}).`,
    };
  }
  const maintained = cluster.wholeFree + cluster.down + cluster.draining >= nodes;
  return { ...blocked, reason: maintained ? "maintenance" : "capacity", text: `${asked} (${out}).` };
}
