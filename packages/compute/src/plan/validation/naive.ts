import { forwardFlopsPerToken } from "../../model/flops.ts";
import { waferPeak } from "../../hardware/system.ts";
import type { ModelShape } from "../../model/shape.ts";
import { rowCase } from "./predict-gpu.ts";
import { waferCase } from "./predict-wafer.ts";
import { cell, isWafer, type ValidationRow } from "./row.ts";
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
  readonly wafer: boolean;
  readonly group: string;
  readonly utilization: number;
}

/** Rows of one source that train one model on one number of GPUs: layouts to choose among. */
export const groupOf = (row: ValidationRow): string => [row.source, row.model, row.gpus].join("|");

interface Ran {
  readonly model: ModelShape;
  readonly sequenceLength: number;
  readonly tokensPerStep: number;
  readonly devices: number;
  /** Of one device, and the one that its source counts utilization by. **Unit** FLOP/s. */
  readonly peak: number;
  readonly statedPeak: number;
}

function ranOf(row: ValidationRow): Ran | undefined {
  if (isWafer(row)) {
    const found = waferCase(row);
    if (!found) return undefined;
    const peak = waferPeak(found.system);
    return { ...found, devices: found.systems, peak, statedPeak: peak };
  }
  const found = rowCase(row);
  if (typeof found === "string") return undefined;
  const { model, sequenceLength, machine, peak } = found.work;
  const { tokensPerStep, gpus: devices } = found;
  return { model, sequenceLength, tokensPerStep, devices, peak, statedPeak: machine.peaks.bf16 ?? peak };
}

/** Share of peak that a row's model FLOPs reached, from whichever metric it states. */
function measuredUtilization(row: ValidationRow): Known | undefined {
  const ran = ranOf(row);
  const value = cell(row, "measured_value");
  if (ran === undefined || value === undefined) return undefined;
  const forward = forwardFlopsPerToken(ran.model, ran.sequenceLength);
  const flops = 3 * (forward.weights + forward.attention + forward.logits);
  const rates: Readonly<Record<string, number>> = {
    step_s: (ran.tokensPerStep / value / ran.devices) * flops,
    tokens_per_s_per_gpu: value * flops,
    tflops_per_gpu: value * 1e12,
    mfu: value * ran.statedPeak,
  };
  const rate = rates[row.measured_metric ?? ""];
  if (rate === undefined) return undefined;
  const key = [row.source, row.hardware, row.dtype].join("|");
  return { row, key, wafer: isWafer(row), group: groupOf(row), utilization: rate / ran.peak };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** The nearest rows that a prediction for `entry` may learn from. */
function poolOf(entry: Known, known: readonly Known[], left: "group" | "source"): readonly Known[] {
  const others = known.filter((other) =>
    left === "group" ? other.group !== entry.group : other.row.source !== entry.row.source,
  );
  const alike: readonly ((other: Known) => boolean)[] = [
    (other) => other.key === entry.key,
    (other) => other.row.hardware === entry.row.hardware && other.row.dtype === entry.row.dtype,
    (other) => other.row.hardware === entry.row.hardware,
    (other) => other.wafer === entry.wafer,
    () => true,
  ];
  for (const near of alike) {
    const pool = others.filter(near);
    if (pool.length > 0) return pool;
  }
  return known.filter((other) => other !== entry);
}

/**
 * What one constant share of peak would have predicted: the mean over the other groups (model and number of GPUs) of the
 * row's source, hardware and precision; where there are none, over the other rows of that hardware. With `left` "source"
 * the row's own source is left out as well, as for a customer nobody has measured.
 */
export function constantUtilization(rows: readonly ValidationRow[], left: "group" | "source" = "group"): NaiveRow[] {
  const known = rows
    .filter((row) => timeMetrics.has(row.measured_metric ?? ""))
    .map(measuredUtilization)
    .filter((entry) => entry !== undefined);
  return known.map((entry) => {
    const guess = mean(poolOf(entry, known, left).map((other) => other.utilization));
    return {
      id: entry.row.id ?? "",
      source: entry.row.source ?? "",
      errorPercent: (entry.utilization / guess - 1) * 100,
    };
  });
}
