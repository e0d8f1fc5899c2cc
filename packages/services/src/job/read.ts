import { tables, type Transaction } from "@ingot/db";
import { and, eq } from "drizzle-orm";
import { notFound } from "../errors.ts";

/** The contract's id, if the organization of this transaction has it. **Throws** NOT_FOUND otherwise. */
export async function requireContract(tx: Transaction, id: string): Promise<string> {
  const [row] = await tx.select({ id: tables.contract.id }).from(tables.contract).where(eq(tables.contract.id, id));
  if (!row) throw notFound("contract", id);
  return row.id;
}

/** The job that trains a contract's model. */
export async function trainingJob(
  tx: Transaction,
  contractId: string,
): Promise<typeof tables.job.$inferSelect | undefined> {
  const { job } = tables;
  const [row] = await tx
    .select()
    .from(job)
    .where(and(eq(job.contractId, contractId), eq(job.kind, "training")));
  return row;
}
