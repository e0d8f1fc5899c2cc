import { tables, type Transaction } from "@ingot/db";
import { and, eq, sql } from "drizzle-orm";
import type { ServiceContext } from "../context.ts";
import { ServiceError } from "../errors.ts";
import { earliestStart, nodesTaken } from "./free-nodes.ts";
import { type Machines, nodesDown, nodesSold, readMachines, repairHolds, soldInWords, wholeFrom } from "./machines.ts";
import { holdsAt, openHolds } from "./market.ts";
import type { Presentation } from "./presentation.ts";
import type { QuoteRow } from "./to-wire.ts";

/** Nodes kept for a contract. */
export interface KeptNodes {
  readonly startsAt: Date;
  readonly endsAt: Date;
}

const nobody = ({ siteId, systemId }: QuoteRow): Machines => ({ siteId, systemId, devicesPerNode: 1, clusters: [] });

/**
 * Keeps the quoted nodes from the quoted start, or from now where that has passed. Call it under the site's lock.
 * **Throws** CONFLICT with the numbers and the next free instant when somebody else was faster.
 */
export async function holdCapacity(
  tx: Transaction,
  ctx: ServiceContext,
  quote: QuoteRow,
  contractId: string,
  now: Date,
): Promise<KeptNodes> {
  const { hold } = quote.presentation as Presentation;
  const latest = Math.max(now.getTime(), new Date(hold.startsAt).getTime());
  const { cluster } = tables;
  const [open, machines] = await Promise.all([
    openHolds(tx, quote.siteId),
    readMachines(tx, eq(cluster.siteId, quote.siteId)),
  ]);
  const holds = holdsAt(open, now).filter(({ systemId }) => systemId === quote.systemId);
  const here = machines.find(({ systemId }) => systemId === quote.systemId) ?? nobody(quote);
  const taken = [...holds, ...repairHolds(here)];
  const [total, down] = [nodesSold(here), nodesDown(here)];
  const whole = wholeFrom(here, hold.nodes, now.getTime());
  const start =
    whole === undefined
      ? undefined
      : earliestStart(taken, { total, nodes: hold.nodes, from: whole, milliseconds: hold.milliseconds });
  if (start === undefined || start > latest) {
    const free = total - nodesTaken(taken, latest, latest + hold.milliseconds);
    const next = start === undefined ? null : new Date(start).toISOString();
    throw new ServiceError(
      "CONFLICT",
      `${quote.number} needs ${hold.nodes} nodes from ${new Date(latest).toISOString()}, and ${Math.max(0, free)} of ${total} ${soldInWords(here)} are free${down > 0 ? ` (${down} are down)` : ""}; they are next free at ${next ?? "no known instant"}: ask for a new quote`,
      {
        nodes_needed: hold.nodes,
        nodes_free: Math.max(0, free),
        nodes_total: total,
        nodes_down: down,
        next_free_at: next,
      },
    );
  }
  const kept = { startsAt: new Date(start), endsAt: new Date(start + hold.milliseconds) };
  await tx.insert(tables.capacityHold).values({
    id: ctx.platform.newId("hold"),
    siteId: quote.siteId,
    systemId: quote.systemId,
    nodes: hold.nodes,
    contractId,
    during: `[${kept.startsAt.toISOString()},${kept.endsAt.toISOString()})`,
  });
  return kept;
}

/** Frees a contract's nodes from an instant on. */
export async function releaseCapacity(tx: Transaction, contractId: string, at: Date): Promise<void> {
  const { capacityHold } = tables;
  const instant = sql`${at.toISOString()}::timestamptz`;
  await tx
    .update(capacityHold)
    .set({
      releasedAt: at,
      during: sql`tstzrange(lower(${capacityHold.during}), greatest(lower(${capacityHold.during}), ${instant}))`,
    })
    .where(and(eq(capacityHold.contractId, contractId), sql`${capacityHold.releasedAt} is null`));
}
