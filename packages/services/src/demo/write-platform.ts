import { findSystem, type NodeState } from "@ingot/compute";
import { tables, type Transaction } from "@ingot/db";
import { bookFaults, type PriceBook, priceBookDigest } from "@ingot/pricing";
import { eq, sql } from "drizzle-orm";
import { platformNow } from "../clock/now.ts";
import type { IdSource } from "../context.ts";
import { assert } from "../errors.ts";
import { sha256 } from "../quote/digest.ts";
import type { SiteDescription } from "./description.ts";

/** The clock's only row; found there, it is left as it runs. */
export async function writeClock(tx: Transaction, mode: "simulated" | "real"): Promise<void> {
  const instant = sql`clock_timestamp()`;
  await tx
    .insert(tables.platformClock)
    .values({ mode, anchorReal: instant, anchorPlatform: instant, heartbeatReal: instant })
    .onConflictDoNothing();
}

/** A version of the price book; published before, it is left alone, for a version never changes. */
export async function writePriceBook(tx: Transaction, ctx: IdSource, book: PriceBook): Promise<void> {
  const faults = bookFaults(book);
  assert(faults.length === 0, `price book ${book.version} has its rates: ${faults.join("; ")}`);
  await tx
    .insert(tables.priceBook)
    .values({
      id: ctx.platform.newId("priceBook"),
      version: book.version,
      document: book,
      digest: priceBookDigest(book, sha256),
      effectiveFrom: new Date(book.effective_from),
    })
    .onConflictDoNothing();
}

/** A site with its secret, clusters and machines. Its slug is its name: a site that exists is left alone. */
export async function writeSite(
  tx: Transaction,
  ctx: IdSource,
  site: SiteDescription,
  secret: string,
): Promise<string> {
  const [found] = await tx.select({ id: tables.site.id }).from(tables.site).where(eq(tables.site.slug, site.slug));
  if (found) return found.id;
  const id = ctx.platform.newId("site");
  await tx.insert(tables.site).values({
    id,
    slug: site.slug,
    label: site.label,
    country: site.country,
    operatorCountries: site.operator_countries,
    latitude: site.latitude,
    longitude: site.longitude,
    faultProfile: site.fault_profile,
    frontier: await platformNow(tx),
  });
  await tx.insert(tables.siteSecret).values({ siteId: id, seed: secret });
  for (const { system, nodes } of site.clusters) await writeCluster(tx, ctx, { site, siteId: id, system, nodes });
  return id;
}

interface ClusterToMake {
  readonly site: SiteDescription;
  readonly siteId: string;
  readonly system: string;
  readonly nodes: number;
}

async function writeCluster(tx: Transaction, ctx: IdSource, make: ClusterToMake): Promise<void> {
  const { site, siteId, system, nodes } = make;
  const hardware = findSystem(system);
  assert(hardware, `${system} is a system of the catalog`);
  const devicesPerNode = hardware.kind === "gpu" ? hardware.devicesPerNode.value : 1;
  const clusterId = ctx.platform.newId("cluster");
  const label = `${site.slug}-${system}`;
  await tx.insert(tables.cluster).values({ id: clusterId, siteId, systemId: system, label, nodes, devicesPerNode });
  const rows = Array.from({ length: nodes }, (_, index) => {
    const id = ctx.platform.newId("node");
    const state: NodeState = {
      id,
      clusterId,
      systemId: system,
      deviceKind: hardware.kind,
      leaf: `leaf-${String(Math.floor(index / nodesBelowLeaf) + 1).padStart(3, "0")}`,
      devices: devicesPerNode,
      state: "up",
      repairedAt: null,
      cause: null,
      drainAfterRepair: false,
      slow: null,
      events: 0,
    };
    return { id, siteId, clusterId, index, status: "up" as const, state };
  });
  for (let from = 0; from < rows.length; from += 500) await tx.insert(tables.node).values(rows.slice(from, from + 500));
}

/** As the fault process assumes. */
const nodesBelowLeaf = 16;
