import { predictGpuRow } from "./predict-gpu.ts";
import { predictWaferRow } from "./predict-wafer.ts";
import type { RowPrediction, ValidationRow } from "./row.ts";

/**
 * Predicts one row of a validation file, in the row's metric and with the row's layout; what a row leaves open is
 * filled as its authors will have done. **Returns** the reason for a row that cannot be expressed.
 */
export const predictRow = (row: ValidationRow): RowPrediction =>
  /CS-\d|Cerebras/.test(row.hardware ?? "") ? predictWaferRow(row) : predictGpuRow(row);
