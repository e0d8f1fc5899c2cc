import { tables, type Transaction } from "@ingot/db";
import { atWriting } from "../clock/now.ts";
import type { Actor, ServiceContext } from "../context.ts";

/** What a write happened to, with the few facts worth keeping. */
export interface Subject {
  readonly kind: string;
  readonly id: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** The audit row of a write, in the write's own transaction: no audit, no change. */
export async function writeAudit(
  tx: Transaction,
  ctx: ServiceContext,
  entry: { readonly action: string; readonly organizationId: string | null; readonly subject: Subject },
): Promise<void> {
  await tx.insert(tables.auditEntry).values({
    id: ctx.platform.newId("audit"),
    organizationId: entry.organizationId,
    action: entry.action,
    actor: describeActor(ctx.actor),
    subjectKind: entry.subject.kind,
    subjectId: entry.subject.id,
    requestId: ctx.requestId,
    at: atWriting,
    data: entry.subject.data ?? {},
  });
}

function describeActor(actor: Actor): Record<string, string> {
  switch (actor.kind) {
    case "person":
    case "staff": {
      const { kind, personId: id, name, role, ...rest } = actor;
      return { kind, id, name, role, ...("key" in rest && rest.key && { key_id: rest.key.id, key: rest.key.name }) };
    }
    case "key":
      return { kind: "key", id: actor.keyId, name: actor.name, role: actor.role };
    case "system":
      return { kind: "system", name: actor.name };
    case "anonymous":
      return { kind: "anonymous" };
  }
}
