import { tables, type Transaction } from "@ingot/db";
import { eq, type SQL, sql } from "drizzle-orm";
import type { NodeHold } from "./free-nodes.ts";

/** Nodes of one cluster: a job stays within it. */
export interface ClusterNodes {
  readonly up: number;
  readonly down: number;
  /** When each of those down returns of which that is known, the soonest first. **Unit** milliseconds since the epoch. */
  readonly returns: readonly number[];
}

/** Machines of one system at one site. */
export interface Machines {
  readonly siteId: string;
  readonly systemId: string;
  readonly devicesPerNode: number;
  readonly clusters: readonly ClusterNodes[];
}

const sum = ({ clusters }: Machines, nodes: (cluster: ClusterNodes) => number): number =>
  clusters.reduce((total, cluster) => total + nodes(cluster), 0);

const most = ({ clusters }: Machines, nodes: (cluster: ClusterNodes) => number): number =>
  Math.max(0, ...clusters.map(nodes));

const soldOf = ({ up, returns }: ClusterNodes): number => up + returns.length;

/** Nodes that are sold: those that are up, and from their return on those whose repair has a known end. */
export const nodesSold = (machines: Machines): number => sum(machines, soldOf);

export const nodesDown = (machines: Machines): number => sum(machines, ({ down }) => down);

/** The most nodes that one cluster sells, at some time or now. */
export const largestSold = (machines: Machines): number => most(machines, soldOf);
export const largestUp = (machines: Machines): number => most(machines, ({ up }) => up);

/** "that are up", and what else counts, for sentences with a number of nodes. */
export const soldInWords = (machines: Machines): string =>
  sum(machines, ({ returns }) => returns.length) > 0 ? "that are up or whose repair has a known end" : "that are up";

/** The first instant from which one cluster has so many nodes, were nobody using them; undefined when none ever has. */
export function wholeFrom({ clusters }: Machines, nodes: number, from: number): number | undefined {
  const instants = clusters
    .filter((cluster) => soldOf(cluster) >= nodes)
    .map(({ up, returns }) => (nodes <= up ? from : Math.max(from, returns[nodes - up - 1] ?? from)));
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/** Nodes under repair as holds that end with it. */
export const repairHolds = ({ siteId, systemId, clusters }: Machines): NodeHold[] =>
  clusters.flatMap(({ returns }) => returns.map((to) => ({ siteId, systemId, nodes: 1, from: -Infinity, to })));

/** A place's machines as they stand now; `where` chooses the clusters. */
export async function readMachines(tx: Transaction, where?: SQL): Promise<Machines[]> {
  const { cluster, node } = tables;
  const milliseconds = sql`(extract(epoch from ${node.returnsAt}) * 1000)::float8`;
  const rows = await tx
    .select({
      siteId: cluster.siteId,
      systemId: cluster.systemId,
      devicesPerNode: cluster.devicesPerNode,
      up: sql<number>`(count(*) filter (where ${node.status} = 'up'))::int`,
      down: sql<number>`(count(*) filter (where ${node.status} <> 'up'))::int`,
      returns: sql<number[]>`coalesce(
        json_agg(${milliseconds} order by ${node.returnsAt}) filter (where ${node.returnsAt} is not null), '[]')`,
    })
    .from(cluster)
    .innerJoin(node, eq(node.clusterId, cluster.id))
    .where(where)
    .groupBy(cluster.id)
    .orderBy(cluster.siteId, cluster.systemId, cluster.id);
  const places = new Map<string, Machines>();
  for (const { siteId, systemId, devicesPerNode, ...nodes } of rows) {
    const key = `${siteId} ${systemId}`;
    const before = places.get(key);
    places.set(key, { siteId, systemId, devicesPerNode, clusters: [...(before?.clusters ?? []), nodes] });
  }
  return [...places.values()];
}
