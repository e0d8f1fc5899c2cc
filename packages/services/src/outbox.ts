import { tables, type Transaction } from "@ingot/db";
import { sql } from "drizzle-orm";
import { atWriting } from "./clock/now.ts";
import type { ServiceContext } from "./context.ts";

/** What has to be told to the engine after a commit. */
export type OutboxMessage =
  | { readonly kind: "contract.wake"; readonly contractId: string }
  | { readonly kind: "site.wake"; readonly siteId: string }
  | { readonly kind: "timelapse.start" };

/** A message as it lies in the outbox: with the request that it is about. */
export type OutboxMail = OutboxMessage & { readonly requestId?: string };

/** Writes the message in the transaction; the worker's dispatcher delivers it at least once. */
export async function enqueue(
  tx: Transaction,
  ctx: ServiceContext,
  organizationId: string | null,
  message: OutboxMessage,
): Promise<void> {
  const { kind, ...rest } = message;
  const payload = { ...rest, requestId: ctx.requestId };
  const row = { id: ctx.platform.newId("outbox"), organizationId, kind, payload, createdAt: atWriting };
  // The notification is only a hint: the dispatcher looks once a second anyway.
  await Promise.all([tx.insert(tables.outbox).values(row), tx.execute(sql`select pg_notify('ingot_outbox', '')`)]);
}
