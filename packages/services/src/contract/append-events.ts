import { tables, type Transaction } from "@ingot/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { realNow } from "../clock/now.ts";
import type { ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";

/** One thing that happened to a contract, before it has a place in the history. */
export interface NewEvent {
  /** The same in every replay: a second telling is ignored. */
  readonly eventKey: string;
  readonly type: string;
  readonly jobId: string | null;
  readonly effectiveAt: Date;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Appends events to a contract's history in the order given and numbers them without a gap; one that was told before
 * is left out. The contract row is locked until the transaction ends, so sequences never cross.
 */
export async function appendEvents(
  tx: Transaction,
  ctx: ServiceContext,
  contract: { readonly id: string; readonly organizationId: string },
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const [locked] = await tx
    .select({ sequence: tables.contract.eventSequence })
    .from(tables.contract)
    .where(eq(tables.contract.id, contract.id))
    .for("update");
  assert(locked, `contract ${contract.id} exists`);
  const told = await toldKeys(tx, contract.id, events);
  const fresh = events.filter((event) => !told.has(event.eventKey));
  if (fresh.length === 0) return;
  const createdAt = await realNow(tx);
  const rows = fresh.map((event, index) => ({
    ...event,
    id: ctx.platform.newId("event"),
    organizationId: contract.organizationId,
    contractId: contract.id,
    sequence: locked.sequence + index + 1,
    createdAt,
  }));
  await tx.insert(tables.contractEvent).values(rows);
  await tx
    .update(tables.contract)
    .set({ eventSequence: locked.sequence + rows.length })
    .where(eq(tables.contract.id, contract.id));
  await tx.execute(sql`select pg_notify('ingot_events', ${contract.id})`);
}

async function toldKeys(tx: Transaction, contractId: string, events: readonly NewEvent[]): Promise<Set<string>> {
  const { contractEvent } = tables;
  const keys = events.map((event) => event.eventKey);
  const rows = await tx
    .select({ eventKey: contractEvent.eventKey })
    .from(contractEvent)
    .where(and(eq(contractEvent.contractId, contractId), inArray(contractEvent.eventKey, keys)));
  return new Set(rows.map((row) => row.eventKey));
}
