import { forwardFlopsPerToken } from "../../model/flops.ts";
import { rowCase } from "./predict-gpu.ts";
import { cell, type ValidationRow } from "./row.ts";
import { timeMetrics } from "./score.ts";

/** Error of one row under the naive predictor. `errorPercent` is of time. */
export interface NaiveRow {
  readonly id: string;
  readonly source: string;
  readonly errorPercent: number;
}

interface Known {
  readonly row: ValidationRow;
  readonly key: string;
  readonly utilization: number;
}

/** Share of peak that a row's model FLOPs reached, from whichever metric it states. */
function measuredUtilization(row: ValidationRow): Known | undefined {
  const found = rowCase(row);
  const value = cell(row, "measured_value");
  if (typeof found === "string" || value === undefined) return undefined;
  const forward = forwardFlopsPerToken(found.work.model, found.work.sequenceLength);
  const flops = 3 * (forward.weights + forward.attention + forward.logits);
  const rates: Readonly<Record<string, number>> = {
    step_s: (found.tokensPerStep / value / found.gpus) * flops,
    tokens_per_s_per_gpu: value * flops,
    tflops_per_gpu: value * 1e12,
    mfu: value * (found.work.machine.peaks.bf16 ?? found.work.peak),
  };
  const rate = rates[row.measured_metric ?? ""];
  if (rate === undefined) return undefined;
  return { row, key: `${row.source}|${row.hardware}|${row.dtype}`, utilization: rate / found.work.peak };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/**
 * What one constant share of peak per source, hardware and precision would have predicted: the mean of the group's
 * other rows, or of all rows of that hardware where there is no other.
 */
export function constantUtilization(rows: readonly ValidationRow[]): NaiveRow[] {
  const known = rows
    .filter((row) => timeMetrics.has(row.measured_metric ?? ""))
    .map(measuredUtilization)
    .filter((entry) => entry !== undefined);
  return known.map((entry) => {
    const others = known.filter((other) => other.key === entry.key && other !== entry);
    const near = known.filter((other) => other.row.hardware === entry.row.hardware && other !== entry);
    const pool = others.length > 0 ? others : near.length > 0 ? near : known;
    const guess = mean(pool.map((other) => other.utilization));
    return {
      id: entry.row.id ?? "",
      source: entry.row.source ?? "",
      errorPercent: (entry.utilization / guess - 1) * 100,
    };
  });
}
