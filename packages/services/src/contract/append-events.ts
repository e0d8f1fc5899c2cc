import { tables, type Transaction } from "@ingot/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { atWriting } from "../clock/now.ts";
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

/** Events of one contract, in their order. */
export interface Told {
  readonly contract: LockedContract;
  readonly events: readonly NewEvent[];
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
  await appendToLocked(tx, ctx, [{ contract: { ...contract, ...locked }, events }]);
}

/**
 * Appends events to contracts' histories in the order given and numbers them without a gap; one that was told before
 * is left out. The contracts' rows stay locked until the transaction ends, so sequences never cross.
 */
export async function appendToLocked(tx: Transaction, ctx: ServiceContext, all: readonly Told[]): Promise<void> {
  const told = await toldKeys(tx, all);
  const fresh = all
    .map(({ contract, events }) => ({
      contract,
      events: events.filter((event) => !told.has(keyOf(contract.id, event))),
    }))
    .filter(({ events }) => events.length > 0);
  if (fresh.length === 0) return;
  const rows = fresh.flatMap(({ contract, events }) =>
    events.map((event, index) => ({
      ...event,
      id: ctx.platform.newId("event"),
      organizationId: contract.organizationId,
      contractId: contract.id,
      sequence: contract.eventSequence + index + 1,
      createdAt: atWriting,
    })),
  );
  await Promise.all([
    tx.insert(tables.contractEvent).values(rows),
    ...fresh.flatMap(({ contract, events }) => [
      tx
        .update(tables.contract)
        .set({ eventSequence: contract.eventSequence + events.length })
        .where(eq(tables.contract.id, contract.id)),
      tx.execute(sql`select pg_notify('ingot_events', ${contract.id})`),
    ]),
  ]);
}

const keyOf = (contractId: string, { eventKey }: Pick<NewEvent, "eventKey">): string => `${contractId} ${eventKey}`;

async function toldKeys(tx: Transaction, all: readonly Told[]): Promise<Set<string>> {
  const { contractEvent } = tables;
  const keys = all.flatMap(({ events }) => events.map((event) => event.eventKey));
  if (keys.length === 0) return new Set();
  const ids = all.map(({ contract }) => contract.id);
  const rows = await tx
    .select({ contractId: contractEvent.contractId, eventKey: contractEvent.eventKey })
    .from(contractEvent)
    .where(and(inArray(contractEvent.contractId, ids), inArray(contractEvent.eventKey, [...new Set(keys)])));
  return new Set(rows.map((row) => keyOf(row.contractId, row)));
}
