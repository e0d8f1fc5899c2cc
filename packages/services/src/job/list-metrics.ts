import { tables, type Transaction } from "@ingot/db";
import { and, asc, eq, gt } from "drizzle-orm";
import type { z } from "zod";
import type { Request } from "../context.ts";
import { readTenant } from "../transaction.ts";
import { requireContract, trainingJob } from "./read.ts";
import type { metricPointSchema, metricsInput, metricsOutput } from "./schemas.ts";

export type MetricWire = z.infer<typeof metricPointSchema>;

/** Readings of a contract's training so far, in the order of steps. */
export const listMetrics = ({
  ctx,
  input,
}: Request<z.infer<typeof metricsInput>>): Promise<z.infer<typeof metricsOutput>> =>
  readTenant(ctx, "contract.read", async (tx) => {
    const contractId = await requireContract(tx, input.id);
    return { items: await readMetrics(tx, contractId, input.after_step) };
  });

export async function readMetrics(tx: Transaction, contractId: string, afterStep: number): Promise<MetricWire[]> {
  const job = await trainingJob(tx, contractId);
  if (!job) return [];
  const { jobMetric } = tables;
  const rows = await tx
    .select()
    .from(jobMetric)
    .where(and(eq(jobMetric.jobId, job.id), gt(jobMetric.step, Math.trunc(afterStep))))
    .orderBy(asc(jobMetric.step));
  return rows.map((row) => ({
    step: row.step,
    tokens: row.tokens,
    loss: row.loss,
    tokens_per_second: row.tokensPerSecond,
    effective_at: row.effectiveAt.toISOString(),
  }));
}
