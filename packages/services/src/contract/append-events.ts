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

/** A contract whose row this transaction has locked, with the last sequence that its history has. */
export interface LockedContract {
  readonly id: string;
  readonly organizationId: string;
  readonly eventSequence: number;
}

/** Locks a contract's row and appends events to its history, as `appendToLocked` does. */
export async function appendEvents(
  tx: Transaction,
  ctx: ServiceContext,
  contract: { readonly id: string; readonly organizationId: string },
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const [locked] = await tx
    .select({ eventSequence: tables.contract.eventSequence })
    .from(tables.contract)
    .where(eq(tables.contract.id, contract.id))
    .for("update");
  assert(locked, `contract ${contract.id} exists`);
  await appendToLocked(tx, ctx, { ...contract, ...locked }, events);
}

/**
 * Appends events to a contract's history in the order given and numbers them without a gap; one that was told before
 * is left out. The contract's row stays locked until the transaction ends, so sequences never cross.
 */
export async function appendToLocked(
  tx: Transaction,
  ctx: ServiceContext,
  contract: LockedContract,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const told = await toldKeys(tx, contract.id, events);
  const fresh = events.filter((event) => !told.has(event.eventKey));
  if (fresh.length === 0) return;
  const createdAt = await realNow(tx);
  const rows = fresh.map((event, index) => ({
    ...event,
    id: ctx.platform.newId("event"),
    organizationId: contract.organizationId,
    contractId: contract.id,
    sequence: contract.eventSequence + index + 1,
    createdAt,
  }));
  await tx.insert(tables.contractEvent).values(rows);
  await tx
    .update(tables.contract)
    .set({ eventSequence: contract.eventSequence + rows.length })
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
