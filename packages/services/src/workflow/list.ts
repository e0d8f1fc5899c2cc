import { tables } from "@ingot/db";
import { and, desc, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request, ServiceContext } from "../context.ts";
import { pageOfRows, readCursor } from "../page.ts";
import type { WorkflowStanding } from "../ports.ts";
import { modelColumns, modelLabel } from "../quote/model-columns.ts";
import { readTenant } from "../transaction.ts";
import type { workflowListInput, workflowListOutput, workflowSummarySchema } from "./schemas.ts";

const { contract, quote, job } = tables;

export const workflowRow = {
  id: contract.id,
  number: contract.number,
  status: contract.status,
  acceptedAt: contract.acceptedAt,
  ...modelColumns,
  jobStatus: sql<string | null>`(select ${job.status} from ${job}
    where ${job.contractId} = ${contract.id} order by ${job.terminal}, ${job.kind} limit 1)`,
};

export interface WorkflowRow {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly acceptedAt: Date;
  readonly modelId: string;
  readonly modelName: string | null;
  readonly jobStatus: string | null;
}

const contractWords: Readonly<Record<string, string>> = {
  awaiting_deposit: "Waiting for the deposit",
  paused: "Paused",
  delivered: "Delivered; settling the money",
  closed: "Closed",
  canceled: "Canceled",
};

/** The stage of a contract in our words. */
export const stageWords = (row: WorkflowRow): string =>
  contractWords[row.status] ?? `Under way: the job is ${row.jobStatus ?? "being prepared"}`;

export function workflowSummary(row: WorkflowRow, standing: WorkflowStanding): z.infer<typeof workflowSummarySchema> {
  return {
    ...standing,
    id: `contract/${row.id}`,
    contract_id: row.id,
    contract_number: row.number,
    title: `Train ${modelLabel(row)}`,
    stage: stageWords(row),
  };
}

const unknown: WorkflowStanding = { status: "missing", started_at: null, closed_at: null };

/** The workflows of the organization's contracts, newest first. */
export async function listWorkflows({
  ctx,
  input,
}: Request<z.infer<typeof workflowListInput>>): Promise<z.infer<typeof workflowListOutput>> {
  const page = await readTenant(ctx, "contract.read", async (tx) => {
    const start = readCursor(input.cursor);
    const rows: WorkflowRow[] = await tx
      .select(workflowRow)
      .from(contract)
      .innerJoin(quote, eq(quote.id, contract.quoteId))
      .where(
        and(
          start &&
            sql`(${contract.acceptedAt}, ${contract.id}) < (${start.at.toISOString()}::timestamptz, ${start.id})`,
        ),
      )
      .orderBy(desc(contract.acceptedAt), desc(contract.id))
      .limit(input.limit + 1);
    return pageOfRows(
      rows,
      input.limit,
      (row) => ({ at: row.acceptedAt, id: row.id }),
      (row) => row,
    );
  });
  const standings = await standingsOf(
    ctx,
    page.items.map((row) => row.id),
  );
  return { ...page, items: page.items.map((row) => workflowSummary(row, standings.get(row.id) ?? unknown)) };
}

/** The page must show while the engine is down: what it does not know is "missing". */
async function standingsOf(
  ctx: ServiceContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WorkflowStanding>> {
  try {
    return await ctx.platform.engine.standings(ids);
  } catch (error) {
    ctx.log.warn({ err: error }, "the workflow engine cannot be reached");
    return new Map();
  }
}
