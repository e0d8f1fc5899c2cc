import { tables } from "@ingot/db";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { pageOfRows, readCursor } from "../page.ts";
import { modelColumns, modelLabel } from "../quote/model-columns.ts";
import { requireStaff } from "../transaction.ts";
import type { fleetJobSchema, fleetJobsInput, fleetJobsOutput } from "./schemas.ts";
import { heldNodes } from "./store-leases.ts";

/** Jobs of every organization, newest first, for the operator. */
export async function listFleetJobs({
  ctx,
  input,
}: Request<z.infer<typeof fleetJobsInput>>): Promise<z.infer<typeof fleetJobsOutput>> {
  requireStaff(ctx, "fleet.read");
  const { job, contract, quote, organization } = tables;
  const start = readCursor(input.cursor);
  return ctx.platform.databases.platform.transaction(async (tx) => {
    const rows = await tx
      .select({ job, promised: contract.promisedFinish, ...modelColumns, organization: organization.name })
      .from(job)
      .innerJoin(contract, eq(contract.id, job.contractId))
      .innerJoin(quote, eq(quote.id, contract.quoteId))
      .innerJoin(organization, eq(organization.id, job.organizationId))
      .where(
        and(
          input.site_id === undefined ? undefined : eq(job.siteId, input.site_id),
          start && sql`(${job.createdAt}, ${job.id}) < (${start.at.toISOString()}::timestamptz, ${start.id})`,
        ),
      )
      .orderBy(desc(job.createdAt), desc(job.id))
      .limit(input.limit + 1);
    const ids = rows.map((row) => row.job.id);
    const [held, steps] = await Promise.all([
      heldNodes(tx, sql`select unnest(${sql.param(ids)}::text[])`),
      stepsSeen(tx, ids),
    ]);
    return pageOfRows(
      rows,
      input.limit,
      (row) => ({ at: row.job.createdAt, id: row.job.id }),
      (row) => {
        const done = Math.max(row.job.stepsCompleted, steps.get(row.job.id) ?? 0);
        return fleetJobWire(row, held.get(row.job.id)?.length ?? 0, done);
      },
    );
  });
}

type Tx = Parameters<typeof heldNodes>[0];

/** The last step that a reading told of: between checkpoints a job is further than its last one. */
async function stepsSeen(tx: Tx, jobIds: readonly string[]): Promise<Map<string, number>> {
  if (jobIds.length === 0) return new Map();
  const { jobMetric } = tables;
  const rows = await tx
    .select({ jobId: jobMetric.jobId, step: sql<string>`max(${jobMetric.step})` })
    .from(jobMetric)
    .where(inArray(jobMetric.jobId, [...jobIds]))
    .groupBy(jobMetric.jobId);
  return new Map(rows.map((row) => [row.jobId, Number(row.step)]));
}

interface FleetJobRow {
  readonly job: typeof tables.job.$inferSelect;
  readonly promised: Date;
  readonly modelId: string;
  readonly modelName: string | null;
  readonly organization: string;
}

/** Only training tells steps: other work is not begun or done. */
function progressOf({ status, totalSteps }: FleetJobRow["job"], steps: number): number {
  if (status === "succeeded") return 1;
  return totalSteps === 0 ? 0 : Math.min(1, steps / totalSteps);
}

function fleetJobWire(row: FleetJobRow, nodes: number, steps: number): z.infer<typeof fleetJobSchema> {
  const { job } = row;
  const expected = job.finishedAt ?? job.estimatedP90;
  return {
    id: job.id,
    contract_id: job.contractId,
    organization: row.organization,
    site_id: job.siteId,
    kind: job.kind,
    model: modelLabel(row),
    status: job.status,
    status_reason: job.statusReason,
    progress: progressOf(job, steps),
    nodes,
    promised_finish: row.promised.toISOString(),
    estimated_finish_p90: job.estimatedP90?.toISOString() ?? null,
    late: expected !== null && expected.getTime() > row.promised.getTime(),
  };
}
