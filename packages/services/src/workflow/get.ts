import { tables } from "@ingot/db";
import { eq } from "drizzle-orm";
import type { z } from "zod";
import type { Request, ServiceContext } from "../context.ts";
import { notFound, ServiceError } from "../errors.ts";
import type { WorkflowView } from "../ports.ts";
import { readTenant } from "../transaction.ts";
import { type WorkflowRow, workflowRow, workflowSummary } from "./list.ts";
import type { workflowGetInput, workflowSchema } from "./schemas.ts";

const gone: WorkflowView = { status: "missing", started_at: null, closed_at: null, history: [], pending: [] };

/** One contract's workflow: what it did and what it waits for. */
export async function getWorkflow({
  ctx,
  input,
}: Request<z.infer<typeof workflowGetInput>>): Promise<z.infer<typeof workflowSchema>> {
  const { contract, quote } = tables;
  const row = await readTenant(ctx, "contract.read", async (tx) => {
    const [found]: WorkflowRow[] = await tx
      .select(workflowRow)
      .from(contract)
      .innerJoin(quote, eq(quote.id, contract.quoteId))
      .where(eq(contract.id, input.contract_id));
    if (!found) throw notFound("contract", input.contract_id);
    return found;
  });
  const view = await describe(ctx, row.id);
  const { history, pending, ...standing } = view;
  return { ...workflowSummary(row, standing), history, pending };
}

async function describe(ctx: ServiceContext, contractId: string): Promise<WorkflowView> {
  try {
    return (await ctx.platform.engine.describe(contractId)) ?? gone;
  } catch (error) {
    throw new ServiceError(
      "SERVICE_UNAVAILABLE",
      "the workflow engine cannot be reached now; the contract itself goes on",
      {},
      error,
    );
  }
}
