import { constantUtilization } from "./naive.ts";
import { type GenerationRatio, generationRatios } from "./generations.ts";
import { predictRow } from "./predict.ts";
import { type MedianInterval, medianInterval } from "./median-interval.ts";
import { type PublishedMicrobatch, publishedMicrobatches } from "./published-microbatches.ts";
import type { UnreadableRow } from "./row-file.ts";
import { isPipelined } from "./predict-wafer.ts";
import { type RowPrediction, type ValidationRow } from "./row.ts";
import {
  type ErrorSummary,
  macroMean,
  recalled,
  score,
  type ScoredRow,
  type SourceScore,
  summarize,
  summarizeSources,
  timeMetrics,
  wholeRunMetrics,
} from "./score.ts";
import { leftOutWherePossible } from "./wafer-leave-one-out.ts";

/** Errors over sources: their macro mean beside what all rows come to. */
export interface MacroSummary extends ErrorSummary {
  readonly macroMeanPercent: number;
}

/** One source beside the naive predictor; null where that one knows no GPU of it. */
export interface ReportedSource extends SourceScore {
  readonly constantUtilization: ErrorSummary | null;
}

/** How well rows that ran and rows that ran out of memory are told apart. */
export interface Admission {
  readonly ran: number;
  readonly admitted: number;
  readonly outOfMemory: number;
  readonly refused: number;
}

/** A whole file predicted. Sections are null where the file has no such rows. */
export interface ValidationReport {
  readonly rows: readonly ScoredRow[];
  readonly unsupported: readonly { readonly id: string; readonly metric: string; readonly reason: string }[];
  /** Time of a step by source; recalled values and whole runs are left out. */
  readonly sources: readonly ReportedSource[];
  /** One mean absolute time error per source, then their mean. */
  readonly macroMeanPercent: number | null;
  readonly time: MacroSummary | null;
  /** A constant share of peak, fitted on the file's other groups. */
  readonly constantUtilization: MacroSummary | null;
  readonly memory: MacroSummary | null;
  readonly wholeRuns: ErrorSummary | null;
  /** Time of streamed runs on wafers: a part of `time`, told with its interval, for these rows are few. */
  readonly wafers: WaferSummary | null;
  /** Time of runs whose whole model lay on the wafer: a part of `time` too, by a law of its own. */
  readonly pipelined: ErrorSummary | null;
  /** Values that their authors recall or that a price list quotes: no measurements. */
  readonly recalled: ErrorSummary | null;
  readonly admission: Admission;
}

/** Errors of wafer rows, and where the median absolute error of such rows lies. */
export interface WaferSummary extends ErrorSummary {
  readonly medianInterval: MedianInterval;
  /** The same law, its two constants fitted on the file's other wafer rows; null where those are too few. */
  readonly leftOut: LeftOutSummary | null;
  /** One model on two generations, of the file. */
  readonly generations: readonly GenerationRatio[];
  /** Micro batches that were published, beside those of the memory model; of no file. */
  readonly microbatches: readonly PublishedMicrobatch[];
}

/** Absolute errors of wafer rows that were left out of the fit, beside those of the fit. */
export interface LeftOutSummary {
  readonly rows: number;
  readonly medianPercent: number;
  readonly medianInterval: MedianInterval;
  readonly worstPercent: number;
  readonly fittedMedianPercent: number;
}

type Erring = readonly { readonly source: string; readonly errorPercent: number }[];

function macroOf(errors: Erring): MacroSummary | null {
  if (errors.length === 0) return null;
  const macroMeanPercent = macroMean(summarizeSources(errors));
  return { macroMeanPercent, ...summarize(errors.map((row) => row.errorPercent)) };
}

const sumOf = (errors: Erring): ErrorSummary | null =>
  errors.length > 0 ? summarize(errors.map((row) => row.errorPercent)) : null;

const onWafers = (row: ValidationRow): boolean => /CS-\d/.test(row.hardware ?? "");

const idsOf = (rows: readonly ValidationRow[]): ReadonlySet<string> => new Set(rows.map((row) => row.id ?? ""));

function leftOutOf(rows: readonly ValidationRow[]): LeftOutSummary | null {
  const found = leftOutWherePossible(rows);
  return (
    found && {
      rows: found.rows.length,
      medianPercent: found.leftOutMedianPercent,
      medianInterval: found.leftOutInterval,
      worstPercent: Math.max(...found.rows.map((row) => Math.abs(row.leftOutErrorPercent))),
      fittedMedianPercent: found.fittedMedianPercent,
    }
  );
}

function wafersOf(timed: readonly ScoredRow[], rows: readonly ValidationRow[]): WaferSummary | null {
  const streamed = idsOf(rows.filter((row) => onWafers(row) && !isPipelined(row)));
  const errors = timed.filter(({ id }) => streamed.has(id)).map((row) => row.errorPercent);
  if (errors.length === 0) return null;
  return {
    ...summarize(errors),
    medianInterval: medianInterval(errors.map(Math.abs)),
    leftOut: leftOutOf(rows),
    generations: generationRatios(rows),
    microbatches: publishedMicrobatches(),
  };
}

function pipelinedOf(timed: readonly ScoredRow[], rows: readonly ValidationRow[]): ErrorSummary | null {
  const pipelined = idsOf(rows.filter((row) => onWafers(row) && isPipelined(row)));
  return sumOf(timed.filter(({ id }) => pipelined.has(id)));
}

/** **Returns** the rows whose runs fitted: those that say so, and those that were timed. */
export const rowsThatRan = (rows: readonly ValidationRow[]): readonly ValidationRow[] =>
  rows.filter(({ measured_metric: metric = "", measured_value: value }) =>
    metric === "fits" ? value === "1" : timeMetrics.has(metric),
  );

/** **Returns** the rows whose runs ran out of memory. */
export const rowsOutOfMemory = (rows: readonly ValidationRow[]): readonly ValidationRow[] =>
  rows.filter((row) => row.measured_metric === "fits" && row.measured_value === "0");

function admissionOf(rows: readonly ValidationRow[], predict: (row: ValidationRow) => RowPrediction): Admission {
  const fits = (row: ValidationRow): boolean | undefined => {
    const outcome = predict({ ...row, measured_metric: "fits" });
    return "predicted" in outcome ? outcome.predicted === 1 : undefined;
  };
  const known = (of: readonly ValidationRow[]) => of.map(fits).filter((each) => each !== undefined);
  const [admitted, refused] = [known(rowsThatRan(rows)), known(rowsOutOfMemory(rows))];
  return {
    ran: admitted.length,
    admitted: admitted.filter(Boolean).length,
    outOfMemory: refused.length,
    refused: refused.filter((each) => !each).length,
  };
}

interface ReportOptions {
  readonly file?: readonly ValidationRow[];
  /** Rows of the file that break its format: listed with the reasons of those that cannot be expressed. */
  readonly unreadable?: readonly UnreadableRow[];
  readonly predict?: (row: ValidationRow) => RowPrediction;
}

/**
 * Predicts rows and sums up: time by source beside a constant share of peak, memory, fits, whole runs. Where they are
 * part of a `file`, the constant share may learn from its other groups too.
 */
export function reportRows(
  rows: readonly ValidationRow[],
  { file = rows, unreadable = [], predict = predictRow }: ReportOptions = {},
): ValidationReport {
  const all = score(rows, predict);
  const headline = new Set(rows.filter((row) => !recalled(row)).map((row) => row.id ?? ""));
  const timed = all.scored.filter((row) => timeMetrics.has(row.metric) && headline.has(row.id));
  const naive = constantUtilization(file.filter((row) => !recalled(row))).filter((row) => headline.has(row.id));
  const bySource = Map.groupBy(naive, (row) => row.source);
  const time = macroOf(timed);
  return {
    rows: all.scored,
    unsupported: [...unreadable.map(({ id, metric, reason }) => ({ id, metric, reason })), ...all.unsupported],
    sources: summarizeSources(timed).map((source) => {
      const own = bySource.get(source.source);
      return { ...source, constantUtilization: own ? summarize(own.map((row) => row.errorPercent)) : null };
    }),
    macroMeanPercent: time?.macroMeanPercent ?? null,
    time,
    constantUtilization: macroOf(naive),
    memory: macroOf(all.scored.filter((row) => row.metric === "mem_gb_per_gpu")),
    wholeRuns: sumOf(all.scored.filter((row) => wholeRunMetrics.has(row.metric) && headline.has(row.id))),
    wafers: wafersOf(timed, rows),
    pipelined: pipelinedOf(timed, rows),
    recalled: sumOf(all.scored.filter((row) => !headline.has(row.id))),
    admission: admissionOf(rows, predict),
  };
}
