import { tables, type Transaction } from "@ingot/db";
import { type Fence, readFence, type SiteFacts } from "@ingot/governance";
import { type CostBook, demoCostBook, type PriceBook } from "@ingot/pricing";
import { and, desc, eq, lte, sql } from "drizzle-orm";
import { platformNow } from "../clock/now.ts";
import type { TokenCountRow } from "../dataset/to-wire.ts";
import { assert, notFound } from "../errors.ts";
import { siteFacts } from "../site/facts.ts";
import type { NodeHold } from "./free-nodes.ts";
import { type Machines, readMachines } from "./machines.ts";

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
  const [version, now, sites, machines, holds, book] = await Promise.all([
    readVersion(tx, organizationId, versionId),
    platformNow(tx),
    tx.select().from(tables.site).orderBy(tables.site.slug),
    readMachines(tx),
    openHolds(tx),
    readBook(tx),
  ]);
  assert(book, `a price book is in force at ${now.toISOString()}`);
  return {
    now,
    version,
    sites: sites.map((row) => ({ ...siteFacts(row), row })),
    machines,
    holds: holdsAt(holds, now),
    book,
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

type HoldRow = Pick<typeof tables.capacityHold.$inferSelect, "siteId" | "systemId" | "nodes" | "releasedAt"> & {
  readonly from: string;
  readonly to: string;
};

/** Holds that may still matter: those not over, and those of runs that overstay. */
export function openHolds(tx: Transaction, siteId?: string): Promise<HoldRow[]> {
  const { capacityHold } = tables;
  return tx
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
        sql`(${capacityHold.releasedAt} is null or upper(${capacityHold.during}) > platform_now())`,
        sql`not isempty(${capacityHold.during})`,
      ),
    );
}

/** Holds as they count at an instant: a run that has not given its nodes back keeps them for a while. */
export function holdsAt(rows: readonly HoldRow[], now: Date): NodeHold[] {
  return rows.flatMap(({ from, to, releasedAt, ...hold }) => {
    const end = new Date(to).getTime();
    if (releasedAt !== null && end <= now.getTime()) return [];
    const least = releasedAt === null ? now.getTime() + overstayMilliseconds : end;
    return [{ ...hold, from: new Date(from).getTime(), to: Math.max(end, least) }];
  });
}

/** The book of the highest version in force now. */
async function readBook(tx: Transaction): Promise<PriceBook | undefined> {
  const { priceBook } = tables;
  const [row] = await tx
    .select({ document: priceBook.document })
    .from(priceBook)
    .where(lte(priceBook.effectiveFrom, sql`platform_now()`))
    .orderBy(desc(priceBook.version))
    .limit(1);
  return row?.document as PriceBook | undefined;
}
