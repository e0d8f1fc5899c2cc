import { tables } from "@ingot/db";
import { and, eq, isNull } from "drizzle-orm";
import type { Request, ServiceContext } from "../context.ts";
import { assert } from "../errors.ts";

/** How far the rows say a contract is, for the workflow that follows it. */
export type ContractStage =
  | "awaiting_deposit"
  | "under_way"
  | "papers_due"
  | "trained"
  | "canceled"
  | "failed"
  | "closed";

/** Reads the stage from the rows alone, so that a workflow which forgot everything goes on at the right step. */
export async function readContractStage({
  ctx,
  input,
}: Request<{ readonly contractId: string }>): Promise<ContractStage> {
  const { contract, job } = tables;
  const { platform } = ctx.platform.databases;
  const [row] = await platform
    .select({ status: contract.status })
    .from(contract)
    .where(eq(contract.id, input.contractId));
  assert(row, `contract ${input.contractId} exists`);
  if (row.status === "closed" || row.status === "canceled") return "closed";
  if (row.status === "awaiting_deposit") return "awaiting_deposit";
  const jobs = await platform
    .select({ kind: job.kind, status: job.status, faultParty: job.faultParty, terminal: job.terminal })
    .from(job)
    .where(eq(job.contractId, input.contractId));
  // One job may end before the other: only when none runs any more is there anything to settle.
  if (!jobs.every(({ terminal }) => terminal))
    return (await papersDue(ctx, input.contractId)) ? "papers_due" : "under_way";
  if (jobs.some(({ status }) => status === "failed" || status === "expired")) return "failed";
  if (jobs.some(({ status, faultParty }) => status === "canceled" && faultParty !== "provider")) return "canceled";
  if (jobs.some(({ status }) => status === "canceled")) return "failed";
  return jobs.length > 0 && jobs.every(({ status }) => status === "succeeded") ? "trained" : "under_way";
}

/** Whether an invoice was issued whose PDF is still to be made. */
async function papersDue(ctx: ServiceContext, contractId: string): Promise<boolean> {
  const { invoice } = tables;
  const [row] = await ctx.platform.databases.platform
    .select({ id: invoice.id })
    .from(invoice)
    .where(and(eq(invoice.contractId, contractId), isNull(invoice.pdfHash)))
    .limit(1);
  return row !== undefined;
}
