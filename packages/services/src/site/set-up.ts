import { createHash, randomBytes } from "node:crypto";
import { findSystem, newNode } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { type IdKind, idPrefixes } from "@ingot/units";
import { platformNow } from "../clock/now.ts";
import type { SiteDescription } from "./description.ts";

/** Nodes below one switch, which fail together when it does. */
const nodesPerLeaf = 16;

/** The same description gives the same ids, so that setting up twice makes nothing twice. */
const nameId = (kind: IdKind, name: string): string =>
  `${idPrefixes[kind]}_${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;

export const siteId = (slug: string): string => nameId("site", slug);

/**
 * Makes the sites of a description that are not there yet, with clusters and nodes.
 * **Throws** RangeError for a system that the hardware catalog does not have.
 */
export async function setUpSites(
  tx: Transaction,
  sites: readonly SiteDescription[],
  seed: (slug: string) => string = () => randomBytes(16).toString("hex"),
): Promise<void> {
  const now = await platformNow(tx);
  for (const description of sites) {
    const id = siteId(description.slug);
    const { slug, label, country, latitude, longitude } = description;
    const faultProfile = description.fault_profile;
    const operatorCountries = description.operator_countries;
    const made = await tx
      .insert(tables.site)
      .values({ id, slug, label, country, latitude, longitude, faultProfile, operatorCountries, frontier: now })
      .onConflictDoNothing()
      .returning({ id: tables.site.id });
    if (made.length === 0) continue;
    await tx.insert(tables.siteSecret).values({ siteId: id, seed: seed(slug) });
    for (const cluster of description.clusters) await setUpCluster(tx, description, cluster);
  }
}

async function setUpCluster(
  tx: Transaction,
  site: SiteDescription,
  description: SiteDescription["clusters"][number],
): Promise<void> {
  const system = findSystem(description.system);
  if (!system)
    throw new RangeError(`a cluster's system is one of the hardware catalog, received "${description.system}"`);
  const name = `${site.slug}/${description.label}`;
  const cluster = {
    id: nameId("cluster", name),
    siteId: siteId(site.slug),
    systemId: system.id,
    label: description.label,
    nodes: description.nodes,
    devicesPerNode: system.kind === "gpu" ? system.devicesPerNode.value : 1,
  };
  await tx.insert(tables.cluster).values(cluster);
  const nodes = Array.from({ length: description.nodes }, (_, index) => nodeRow(cluster, system.kind, name, index));
  for (let from = 0; from < nodes.length; from += 500)
    await tx.insert(tables.node).values(nodes.slice(from, from + 500));
}

interface ClusterRow {
  readonly id: string;
  readonly siteId: string;
  readonly systemId: string;
  readonly devicesPerNode: number;
}

function nodeRow(cluster: ClusterRow, deviceKind: "gpu" | "wafer", name: string, index: number) {
  const id = nameId("node", `${name}/${index}`);
  const state = newNode({
    id,
    clusterId: cluster.id,
    systemId: cluster.systemId,
    deviceKind,
    leaf: `${cluster.id}/${Math.floor(index / nodesPerLeaf)}`,
    devices: cluster.devicesPerNode,
  });
  return { id, siteId: cluster.siteId, clusterId: cluster.id, index, status: "up" as const, state };
}
