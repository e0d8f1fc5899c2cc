import { notes, type RowPrediction, type ValidationRow } from "./row.ts";

/** A row beside its prediction. `errorPercent` is of time: positive when the prediction is too slow. */
export interface ScoredRow {
  readonly id: string;
  readonly source: string;
  readonly metric: string;
  readonly measured: number;
  readonly predicted: number;
  readonly errorPercent: number;
}

export interface SourceScore {
  readonly source: string;
  readonly rows: number;
  readonly meanPercent: number;
  readonly biasPercent: number;
}

export interface Scores {
  readonly rows: readonly ScoredRow[];
  readonly unsupported: readonly { readonly id: string; readonly reason: string }[];
  readonly sources: readonly SourceScore[];
  /** One mean absolute error per source, then their mean. */
  readonly macroMeanPercent: number;
  readonly medianPercent: number;
  readonly p90Percent: number;
  readonly biasPercent: number;
}

const rateMetrics = new Set(["tokens_per_s_per_gpu", "tflops_per_gpu", "mfu"]);
/** Metrics of the headline: one step of a stated set-up. */
export const timeMetrics: ReadonlySet<string> = new Set([...rateMetrics, "step_s"]);

/** Rows whose measured value is itself recalled, not read; they stay out of the headline. */
export const recalled = (row: ValidationRow): boolean =>
  /^(PaLM|Pythia|GPT-NeoX|OPT|MPT-7B)/.test(row.source ?? "") || notes(row).startsWith("from memory");

function scoreRow(row: ValidationRow, predicted: number): ScoredRow {
  const measured = Number(row.measured_value);
  const metric = row.measured_metric ?? "";
  const ratio = rateMetrics.has(metric) ? measured / predicted : predicted / measured;
  return { id: row.id ?? "", source: row.source ?? "", metric, measured, predicted, errorPercent: (ratio - 1) * 100 };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function bySource(rows: readonly ScoredRow[]): SourceScore[] {
  return [...Map.groupBy(rows, (row) => row.source)].map(([source, own]) => ({
    source,
    rows: own.length,
    meanPercent: mean(own.map((row) => Math.abs(row.errorPercent))),
    biasPercent: mean(own.map((row) => row.errorPercent)),
  }));
}

/** Predicts rows and sums up their errors; a row that cannot be expressed is listed with its reason. */
export function score(rows: readonly ValidationRow[], predict: (row: ValidationRow) => RowPrediction): Scores {
  const scored: ScoredRow[] = [];
  const unsupported: { id: string; reason: string }[] = [];
  for (const row of rows) {
    const outcome = predict(row);
    if ("predicted" in outcome) scored.push(scoreRow(row, outcome.predicted));
    else unsupported.push({ id: row.id ?? "", reason: outcome.unsupported });
  }
  const sources = bySource(scored);
  const errors = scored.map((row) => Math.abs(row.errorPercent));
  return {
    rows: scored,
    unsupported,
    sources,
    macroMeanPercent: mean(sources.map((source) => source.meanPercent)),
    medianPercent: at(errors, 0.5),
    p90Percent: at(errors, 0.9),
    biasPercent: mean(scored.map((row) => row.errorPercent)),
  };
}
