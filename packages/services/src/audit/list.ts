import { tables } from "@ingot/db";
import { and, desc, eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { after, pageOfRows, readCursor } from "../page.ts";
import { readTenant } from "../transaction.ts";
import type { auditEntrySchema, auditListInput } from "./schemas.ts";

type AuditEntryWire = z.infer<typeof auditEntrySchema>;

/** Who did what in the organization, newest first. */
export async function listAuditEntries({
  ctx,
  input,
}: Request<z.infer<typeof auditListInput>>): Promise<{ items: AuditEntryWire[]; next_cursor: string | null }> {
  const start = readCursor(input.cursor);
  return readTenant(ctx, "audit.read", async (tx, actor) => {
    const { auditEntry } = tables;
    const rows = await tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.organizationId, actor.organizationId), after(auditEntry.at, auditEntry.id, start)))
      .orderBy(desc(auditEntry.at), desc(auditEntry.id))
      .limit(input.limit + 1);
    return pageOfRows(rows, input.limit, (row) => ({ at: row.at, id: row.id }), toWire);
  });
}

function toWire(row: typeof tables.auditEntry.$inferSelect): AuditEntryWire {
  const { id, action, at, data } = row;
  return {
    id,
    action,
    actor: nameOf(row.actor as Readonly<Record<string, string>>),
    subject_kind: row.subjectKind,
    subject_id: row.subjectId,
    request_id: row.requestId,
    at: at.toISOString(),
    data: data as Record<string, unknown>,
  };
}

/** "Ana Diaz (admin)", "key ci (engineer)", "Ingot". */
function nameOf(actor: Readonly<Record<string, string>>): string {
  if (actor["kind"] === "system") return "Ingot";
  const name = actor["kind"] === "key" ? `key ${actor["name"]}` : (actor["name"] ?? "unknown");
  return actor["role"] ? `${name} (${actor["role"]})` : name;
}
