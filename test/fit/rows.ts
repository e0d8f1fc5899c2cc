import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { GpuFamily } from "../../packages/compute/src/hardware/system.ts";
import type { SoftwareId } from "../../packages/compute/src/plan/gpu/software.ts";
import { groupOf } from "../../packages/compute/src/plan/validation/naive.ts";
import {
  type Constants,
  predictReading,
  readRow,
  type RowReading,
  workWith,
} from "../../packages/compute/src/plan/validation/predict-gpu.ts";
import type { ValidationRow } from "../../packages/compute/src/plan/validation/row.ts";
import { readValidationFile } from "../../packages/compute/src/plan/validation/row-file.ts";
import { stepCost } from "../../packages/compute/src/plan/gpu/step.ts";
import { likelyLayout } from "../../packages/compute/src/plan/validation/row-layout.ts";
import { errorPercent, recalled, timeMetrics } from "../../packages/compute/src/plan/validation/score.ts";

const folder = fileURLToPath(new URL("../../../shared/validation/", import.meta.url));

/** **Returns** the rows of a file of the validation folder. */
export function rowsFile(name: string): readonly ValidationRow[] {
  const { rows, unreadable } = readValidationFile(readFileSync(folder + name, "utf8"));
  const [broken] = unreadable;
  if (broken) throw new Error(`${name}: ${broken.reason}`);
  return rows;
}

/** A measured row that the fit may learn from. */
export interface FitRow {
  readonly id: string;
  readonly source: string;
  readonly group: string;
  readonly metric: string;
  readonly measured: number;
  readonly family: GpuFamily;
  readonly software: SoftwareId;
  readonly reading: RowReading;
}

/** **Returns** the rows of the file whose time or memory can be predicted. */
export function fitRows(metrics: ReadonlySet<string> = timeMetrics, file = "gpu-training-dev.csv"): FitRow[] {
  const rows: FitRow[] = [];
  for (const row of rowsFile(file)) {
    if (!metrics.has(row.measured_metric ?? "") || recalled(row)) continue;
    const reading = readRow(row);
    if (typeof reading === "string") continue;
    rows.push({
      id: row.id ?? "",
      source: row.source ?? "",
      group: groupOf(row),
      metric: row.measured_metric ?? "",
      measured: Number(row.measured_value),
      family: reading.work.machine.family,
      software: reading.software,
      reading,
    });
  }
  return rows;
}

/** ln of predicted over measured time (or memory). */
export function logError(row: FitRow, constants: Constants): number {
  const outcome = predictReading(row.reading, constants);
  if (!("predicted" in outcome)) throw new Error(`${row.id}: ${outcome.unsupported}`);
  return Math.log1p(errorPercent(row.metric, row.measured, outcome.predicted) / 100);
}

/** Predicted time of one step of a row. **Unit** s. */
export function stepSeconds({ reading }: FitRow, constants: Constants): number {
  const work = workWith(reading, constants);
  return stepCost(work, likelyLayout(work, reading.layouts)).total;
}
