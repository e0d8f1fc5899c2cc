import type { WaferCalibration } from "../wafer/calibration.ts";
import { type MedianInterval, medianInterval } from "./median-interval.ts";
import { isPipelined, predictWaferRow } from "./predict-wafer.ts";
import type { ValidationRow } from "./row.ts";
import { recalled, score, timeMetrics } from "./score.ts";

/** One measured row: predicted with constants fitted on all rows, and with those fitted on the others alone. */
export interface LeftOutRow {
  readonly id: string;
  readonly fittedErrorPercent: number;
  readonly leftOutErrorPercent: number;
  readonly without: WaferCalibration;
}

export interface WaferLeaveOneOut {
  readonly fitted: WaferCalibration;
  readonly rows: readonly LeftOutRow[];
  readonly fittedMedianPercent: number;
  readonly leftOutMedianPercent: number;
  /** Absolute errors between which the median of such rows lies, and how surely. **Source** order statistics. */
  readonly leftOutInterval: MedianInterval;
}

/** Rows that the two constants need, each left out in turn. */
const rowsLeast = 3;

/** Rows of a file whose speed was measured on wafers that nothing but the wafer held up. */
const measuredWaferRows = (rows: readonly ValidationRow[]): ValidationRow[] =>
  rows.filter(
    (row) =>
      /CS-\d/.test(row.hardware ?? "") &&
      timeMetrics.has(row.measured_metric ?? "") &&
      !recalled(row) &&
      !isPipelined(row) &&
      "predicted" in predictWaferRow(row),
  );

function errorsOf(rows: readonly ValidationRow[], constants: WaferCalibration): number[] {
  return score(rows, (row) => predictWaferRow(row, constants)).scored.map((row) => row.errorPercent);
}

const steps = [-4, -3, -2, -1, 0, 1, 2, 3, 4] as const;

/** Least squares of relative errors, by a grid that closes in: two constants, few rows. */
function fit(rows: readonly ValidationRow[]): WaferCalibration {
  let best: WaferCalibration & { readonly cost: number } = { matrix: 3, reduce: 2, cost: Infinity };
  for (let width = 0.4; width > 0.01; width /= 3) {
    const { matrix, reduce } = best;
    for (const along of steps) {
      for (const across of steps) {
        const tried = { matrix: matrix + along * width, reduce: Math.max(0, reduce + across * width) };
        const cost = errorsOf(rows, tried).reduce((sum, error) => sum + error ** 2, 0);
        if (cost < best.cost) best = { ...tried, cost };
      }
    }
  }
  return { matrix: best.matrix, reduce: best.reduce };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 1 ? high : (low + high) / 2;
}

/** The law fitted on the rows of a file and left out in turn; null where they are too few for it. */
export const leftOutWherePossible = (file: readonly ValidationRow[]): WaferLeaveOneOut | null =>
  measuredWaferRows(file).length < rowsLeast ? null : waferLeaveOneOut(file);

/**
 * The law's two constants fitted on the measured wafer rows of a file, and on all but one of them for each in turn.
 * **Throws** RangeError with fewer than three such rows. **Cost** about half a second for six rows.
 */
export function waferLeaveOneOut(file: readonly ValidationRow[]): WaferLeaveOneOut {
  const measured = measuredWaferRows(file);
  if (measured.length < rowsLeast) {
    throw new RangeError(`two constants need at least ${rowsLeast} measured wafer rows, received ${measured.length}`);
  }
  const fitted = fit(measured);
  const rows = measured.map((row): LeftOutRow => {
    const without = fit(measured.filter((other) => other !== row));
    const [fittedErrorPercent = Number.NaN] = errorsOf([row], fitted);
    const [leftOutErrorPercent = Number.NaN] = errorsOf([row], without);
    return { id: row.id ?? "", fittedErrorPercent, leftOutErrorPercent, without };
  });
  const leftOut = rows.map((row) => Math.abs(row.leftOutErrorPercent));
  return {
    fitted,
    rows,
    fittedMedianPercent: median(rows.map((row) => Math.abs(row.fittedErrorPercent))),
    leftOutMedianPercent: median(leftOut),
    leftOutInterval: medianInterval(leftOut),
  };
}
