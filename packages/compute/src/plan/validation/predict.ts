import { predictGpuRow } from "./predict-gpu.ts";
import { predictWaferRow } from "./predict-wafer.ts";
import { isWafer, type RowPrediction, type ValidationRow, wholeTokens } from "./row.ts";
import { wholeRunMetrics } from "./score.ts";

/**
 * Predicts one row of a validation file, in the row's metric and with the row's layout; what a row leaves open is
 * filled as its authors will have done. **Returns** the reason for a row that cannot be expressed.
 */
export function predictRow(row: ValidationRow): RowPrediction {
  if (wholeRunMetrics.has(row.measured_metric ?? "") && wholeTokens(row) === undefined) {
    return { unsupported: "the tokens of the whole run are not stated (tokens=… in its notes)" };
  }
  return isWafer(row) ? predictWaferRow(row) : predictGpuRow(row);
}
