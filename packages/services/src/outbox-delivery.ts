import { tables, type Transaction } from "@ingot/db";
import { asc, eq, isNull, sql } from "drizzle-orm";
import { atWriting } from "./clock/now.ts";
import { setTimeLapse } from "./clock/set-rate.ts";
import type { Platform } from "./context.ts";
import { assert } from "./errors.ts";
import type { OutboxMail } from "./outbox.ts";

const batch = 100;

/**
 * Delivers open messages, oldest first, and marks them done. Several workers share the work: a row in one's hands is
 * skipped by the others. A message whose delivery fails stays open for the next call.
 * **Returns** how many were delivered.
 */
export function deliverOutbox(platform: Platform): Promise<number> {
  return platform.databases.platform.transaction(async (tx) => {
    const { outbox } = tables;
    const rows = await tx
      .select()
      .from(outbox)
      .where(isNull(outbox.doneAt))
      .orderBy(asc(outbox.attempts), asc(outbox.id))
      .limit(batch)
      .for("update", { skipLocked: true });
    let delivered = 0;
    for (const row of rows) if (await deliverRow(tx, platform, row)) delivered += 1;
    return delivered;
  });
}

async function deliverRow(
  tx: Transaction,
  platform: Platform,
  row: typeof tables.outbox.$inferSelect,
): Promise<boolean> {
  const mine = eq(tables.outbox.id, row.id);
  try {
    await deliver(platform, { kind: row.kind, ...(row.payload as object) } as OutboxMail, row.organizationId);
    await tx.update(tables.outbox).set({ doneAt: atWriting }).where(mine);
    return true;
  } catch (error) {
    platform.log.warn({ err: error, outboxId: row.id, kind: row.kind }, "a message was not delivered; it stays open");
    await tx
      .update(tables.outbox)
      .set({ attempts: sql`${tables.outbox.attempts} + 1` })
      .where(mine);
    return false;
  }
}

async function deliver(platform: Platform, message: OutboxMail, organizationId: string | null): Promise<void> {
  switch (message.kind) {
    case "contract.wake":
      assert(organizationId, "a contract belongs to an organization");
      return platform.engine.ensureContract(message.contractId, organizationId, message.requestId);
    case "site.wake":
      return platform.engine.wakeBroker(message.siteId, message.requestId);
    case "timelapse.start":
      return setTimeLapse(platform, true);
  }
}
