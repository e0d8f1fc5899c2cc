import { tables, type Transaction } from "@ingot/db";
import { and, asc, eq, gt } from "drizzle-orm";
import type { ContractEventWire } from "./to-wire.ts";

/** Events of a contract after a sequence, in order. */
export async function readEvents(
  tx: Transaction,
  contractId: string,
  sequence: number,
  limit: number,
): Promise<ContractEventWire[]> {
  const { contractEvent } = tables;
  const rows = await tx
    .select()
    .from(contractEvent)
    .where(and(eq(contractEvent.contractId, contractId), gt(contractEvent.sequence, sequence)))
    .orderBy(asc(contractEvent.sequence))
    .limit(limit);
  return rows.map((row) => ({
    id: row.id,
    sequence: row.sequence,
    type: row.type,
    contract_id: row.contractId,
    job_id: row.jobId,
    effective_at: row.effectiveAt.toISOString(),
    created_at: row.createdAt.toISOString(),
    data: row.data as Record<string, unknown>,
  }));
}
