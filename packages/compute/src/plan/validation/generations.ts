import { isPipelined, predictWaferRow } from "./predict-wafer.ts";
import type { ValidationRow } from "./row.ts";

/** How many times as fast a newer system ran a model, measured and predicted. */
export interface GenerationRatio {
  readonly model: string;
  /** Rows of the newer and the older system. */
  readonly newer: string;
  readonly older: string;
  readonly measured: number;
  readonly predicted: number;
  readonly errorPercent: number;
}

interface Speed {
  readonly id: string;
  readonly model: string;
  readonly generation: number;
  readonly measured: number;
  readonly predicted: number;
}

function speedOf(row: ValidationRow): Speed | null {
  const [, generation] = /CS-(\d)/.exec(row.hardware ?? "") ?? [];
  if (generation === undefined || row.measured_metric !== "tokens_per_s_per_gpu" || isPipelined(row)) return null;
  const outcome = predictWaferRow(row);
  if (!("predicted" in outcome)) return null;
  return {
    id: row.id ?? "",
    model: row.model ?? "",
    generation: Number(generation),
    measured: Number(row.measured_value),
    predicted: outcome.predicted,
  };
}

/** Every two rows of a file that ran one model on two generations of wafers. */
export function generationRatios(rows: readonly ValidationRow[]): GenerationRatio[] {
  const speeds = rows.map(speedOf).filter((speed) => speed !== null);
  return speeds.flatMap((newer) =>
    speeds
      .filter((older) => older.model === newer.model && older.generation < newer.generation)
      .map((older) => {
        const [measured, predicted] = [newer.measured / older.measured, newer.predicted / older.predicted];
        const errorPercent = 100 * (predicted / measured - 1);
        return { model: newer.model, newer: newer.id, older: older.id, measured, predicted, errorPercent };
      }),
  );
}
