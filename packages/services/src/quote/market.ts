import { tables, type Transaction } from "@ingot/db";
import { type Fence, readFence, type SiteFacts } from "@ingot/governance";
import { bookInForce, type CostBook, demoCostBook, type PriceBook } from "@ingot/pricing";
import { and, eq, sql } from "drizzle-orm";
import { platformNow } from "../clock/now.ts";
import type { TokenCountRow } from "../dataset/to-wire.ts";
import { assert, notFound } from "../errors.ts";
import { siteFacts } from "../site/facts.ts";
import type { NodeHold } from "./free-nodes.ts";

/** The data a quote is about. */
export interface QuotedVersion {
  readonly id: string;
  readonly datasetName: string;
  readonly number: number;
  readonly contentHash: string;
  readonly bytes: number;
  readonly tokenCounts: readonly TokenCountRow[];
  readonly fence: Fence;
}

export type SiteRow = typeof tables.site.$inferSelect;

export interface MarketSite extends SiteFacts {
  readonly row: SiteRow;
}

/** Machines of one system at one site. A job stays within one cluster. */
export interface Machines {
  readonly siteId: string;
  readonly systemId: string;
  readonly nodes: number;
  readonly nodesLargest: number;
  readonly devicesPerNode: number;
}

/** Everything an offer follows from, read at one instant; the rest is arithmetic. */
export interface Market {
  /** Platform time. */
  readonly now: Date;
  readonly version: QuotedVersion;
  readonly sites: readonly MarketSite[];
  readonly machines: readonly Machines[];
  readonly holds: readonly NodeHold[];
  readonly book: PriceBook;
  /** What the machines cost us: no price is below it. Never shown. */
  readonly costs: CostBook;
}

/** A run that overstays its hold keeps its nodes; they are counted as taken for at least this much longer. */
const overstayMilliseconds = 6 * 3_600_000;

/** **Throws** NOT_FOUND for a dataset version of another organization. */
export async function readMarket(tx: Transaction, organizationId: string, versionId: string): Promise<Market> {
  const version = await readVersion(tx, organizationId, versionId);
  const now = await platformNow(tx);
  const sites = await tx.select().from(tables.site).orderBy(tables.site.slug);
  return {
    now,
    version,
    sites: sites.map((row) => ({ ...siteFacts(row), row })),
    machines: await readMachines(tx),
    holds: await readHolds(tx, now),
    book: await readBook(tx, now),
    costs: demoCostBook,
  };
}

async function readVersion(tx: Transaction, organizationId: string, id: string): Promise<QuotedVersion> {
  const { dataset, datasetVersion } = tables;
  const [row] = await tx
    .select({
      id: datasetVersion.id,
      datasetName: dataset.name,
      number: datasetVersion.number,
      contentHash: datasetVersion.contentHash,
      bytes: datasetVersion.bytes,
      tokenCounts: datasetVersion.tokenCounts,
      fence: datasetVersion.fence,
    })
    .from(datasetVersion)
    .innerJoin(dataset, eq(dataset.id, datasetVersion.datasetId))
    .where(and(eq(datasetVersion.organizationId, organizationId), eq(datasetVersion.id, id)));
  if (!row) throw notFound("dataset version", id);
  return { ...row, tokenCounts: row.tokenCounts as TokenCountRow[], fence: readFence(row.fence) };
}

async function readMachines(tx: Transaction): Promise<Machines[]> {
  const { cluster } = tables;
  return tx
    .select({
      siteId: cluster.siteId,
      systemId: cluster.systemId,
      nodes: sql<number>`sum(${cluster.nodes})::int`,
      nodesLargest: sql<number>`max(${cluster.nodes})::int`,
      devicesPerNode: sql<number>`max(${cluster.devicesPerNode})::int`,
    })
    .from(cluster)
    .groupBy(cluster.siteId, cluster.systemId)
    .orderBy(cluster.siteId, cluster.systemId);
}

/** Holds that still matter: those that end after now, and those of runs that overstay. */
export async function readHolds(tx: Transaction, now: Date, siteId?: string): Promise<NodeHold[]> {
  const { capacityHold } = tables;
  const rows = await tx
    .select({
      siteId: capacityHold.siteId,
      systemId: capacityHold.systemId,
      nodes: capacityHold.nodes,
      from: sql<string>`lower(${capacityHold.during})`,
      to: sql<string>`upper(${capacityHold.during})`,
      releasedAt: capacityHold.releasedAt,
    })
    .from(capacityHold)
    .where(
      and(
        siteId === undefined ? undefined : eq(capacityHold.siteId, siteId),
        sql`(${capacityHold.releasedAt} is null or upper(${capacityHold.during}) > ${now.toISOString()})`,
        sql`not isempty(${capacityHold.during})`,
      ),
    );
  return rows.map(({ from, to, releasedAt, ...hold }) => {
    const end = new Date(to).getTime();
    const least = releasedAt === null ? now.getTime() + overstayMilliseconds : end;
    return { ...hold, from: new Date(from).getTime(), to: Math.max(end, least) };
  });
}

async function readBook(tx: Transaction, now: Date): Promise<PriceBook> {
  const rows = await tx.select({ document: tables.priceBook.document }).from(tables.priceBook);
  const book = bookInForce(
    rows.map((row) => row.document as PriceBook),
    now,
  );
  assert(book, `a price book is in force at ${now.toISOString()}`);
  return book;
}
