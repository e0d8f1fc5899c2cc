import { notes, type RowPrediction, type ValidationRow } from "./row.ts";

/**
 * A row beside its prediction. `errorPercent` is of time, positive when the prediction is too slow; of memory, positive
 * when it is too much; of `fits`, 0 when right.
 */
export interface ScoredRow {
  readonly id: string;
  readonly source: string;
  readonly metric: string;
  readonly measured: number;
  readonly predicted: number;
  readonly errorPercent: number;
}

/** What a set of errors comes to. `bias` is their mean with signs; the others are of absolute errors. */
export interface ErrorSummary {
  readonly rows: number;
  readonly meanPercent: number;
  readonly medianPercent: number;
  readonly p90Percent: number;
  readonly biasPercent: number;
}

export interface SourceScore extends ErrorSummary {
  readonly source: string;
}

export interface Scores extends ErrorSummary {
  readonly scored: readonly ScoredRow[];
  readonly unsupported: readonly { readonly id: string; readonly metric: string; readonly reason: string }[];
  readonly sources: readonly SourceScore[];
  /** One mean absolute error per source, then their mean. */
  readonly macroMeanPercent: number;
}

const rateMetrics = new Set(["tokens_per_s_per_gpu", "tflops_per_gpu", "mfu"]);
/** Metrics of the headline: one step of a stated set-up. */
export const timeMetrics: ReadonlySet<string> = new Set([...rateMetrics, "step_s"]);
/** Metrics of whole runs, with restarts and evaluation: scored apart. */
export const wholeRunMetrics: ReadonlySet<string> = new Set(["gpu_hours", "days"]);

/** Rows whose value is recalled or quoted by a price list, not measured and read; they stay out of the headline. */
export const recalled = (row: ValidationRow): boolean =>
  /^(PaLM|Pythia|GPT-NeoX|OPT|MPT-7B)/.test(row.source ?? "") || /^from memory|list price|price list/.test(notes(row));

/** **Returns** the error of a prediction in percent: of time for speeds, in points for `fits`. */
export function errorPercent(metric: string, measured: number, predicted: number): number {
  if (metric === "fits") return (predicted - measured) * 100;
  return ((rateMetrics.has(metric) ? measured / predicted : predicted / measured) - 1) * 100;
}

function scoreRow(row: ValidationRow, predicted: number): ScoredRow {
  const measured = Number(row.measured_value);
  const metric = row.measured_metric ?? "";
  const error = errorPercent(metric, measured, predicted);
  return { id: row.id ?? "", source: row.source ?? "", metric, measured, predicted, errorPercent: error };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** A quantile, linear between two ranks: the median of two values is their middle. */
function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const rank = share * (sorted.length - 1);
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(rank), Math.floor(rank) + 2);
  return low + (high - low) * (rank - Math.floor(rank));
}

/** **Returns** NaN in place of the mean of nothing. */
export function summarize(errors: readonly number[]): ErrorSummary {
  const sizes = errors.map(Math.abs);
  return {
    rows: errors.length,
    meanPercent: mean(sizes),
    medianPercent: at(sizes, 0.5),
    p90Percent: at(sizes, 0.9),
    biasPercent: mean(errors),
  };
}

interface Error {
  readonly source: string;
  readonly errorPercent: number;
}

export const summarizeSources = (errors: readonly Error[]): SourceScore[] =>
  [...Map.groupBy(errors, ({ source }) => source)].map(([source, own]) => ({
    source,
    ...summarize(own.map((row) => row.errorPercent)),
  }));

/** One mean absolute error per source, then their mean: 160 small runs do not drown three large ones. */
export const macroMean = (sources: readonly SourceScore[]): number => mean(sources.map((source) => source.meanPercent));

/** Predicts rows and sums up their errors; a row that cannot be expressed is listed with its reason. */
export function score(rows: readonly ValidationRow[], predict: (row: ValidationRow) => RowPrediction): Scores {
  const scored: ScoredRow[] = [];
  const unsupported: { id: string; metric: string; reason: string }[] = [];
  for (const row of rows) {
    const outcome = predict(row);
    if ("predicted" in outcome) scored.push(scoreRow(row, outcome.predicted));
    else unsupported.push({ id: row.id ?? "", metric: row.measured_metric ?? "", reason: outcome.unsupported });
  }
  const sources = summarizeSources(scored);
  return {
    ...summarize(scored.map((row) => row.errorPercent)),
    scored,
    unsupported,
    sources,
    macroMeanPercent: macroMean(sources),
  };
}
