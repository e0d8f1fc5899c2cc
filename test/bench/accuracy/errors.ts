import { constantUtilization } from "../../../packages/compute/src/plan/validation/naive.ts";
import {
  type ErrorSummary,
  macroMean,
  recalled,
  summarize,
  summarizeSources,
  timeMetrics,
} from "../../../packages/compute/src/plan/validation/score.ts";
import { rowsFile } from "../../fit/rows.ts";
import { type UnseenRow, unseenRows } from "../../fit/unseen.ts";

/** Ways of predicting a row: by the fit on all rows, and by fits that had not seen it. */
export const ways = ["fitted", "withoutGroup", "withoutSource", "withoutFramework"] as const;
export type Way = (typeof ways)[number];

export const percentOf = (error: number): number => Math.expm1(error) * 100;

export interface SourceErrors {
  readonly source: string;
  readonly rows: number;
  readonly percent: Readonly<Record<Way, number>>;
  /** A constant share of peak, fitted on the other groups, and on the other sources. */
  readonly naive: number;
  readonly naiveElsewhere: number;
}

export interface TimeErrors {
  readonly rows: readonly UnseenRow[];
  readonly sources: readonly SourceErrors[];
  readonly macro: Readonly<Record<Way, number>>;
  readonly naiveMacro: number;
  readonly naiveElsewhereMacro: number;
  readonly summary: Readonly<Record<Way, ErrorSummary>>;
  /** Of all groups together, and of each source with enough pairs to say. */
  readonly order: Order;
  readonly orders: readonly (Order & { readonly source: string; readonly apart: Order; readonly repeats: Repeats })[];
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const byWay = <Value>(of: (way: Way) => Value): Record<Way, Value> =>
  Object.fromEntries(ways.map((way) => [way, of(way)])) as Record<Way, Value>;

function naiveBySource(left: "group" | "source"): Map<string, number> {
  const rows = rowsFile("gpu-training-dev.csv").filter(
    (row) => !recalled(row) && timeMetrics.has(row.measured_metric ?? ""),
  );
  return new Map(summarizeSources(constantUtilization(rows, left)).map((each) => [each.source, each.meanPercent]));
}

/** By how much layouts that were measured twice differ in the median: nearer pairs have no known order. */
export const noiseFloor = 0.04;

/** Fewer pairs say nothing of a source. */
const pairsEnough = 20;

/** Kendall's tau of predicted and measured step time over pairs of layouts within a group. */
interface Order {
  readonly pairs: number;
  readonly tau: number;
  /** Groups that hold a pair, and the mean of their own taus: here each counts once, however many pairs it has. */
  readonly groups: number;
  readonly tauOfGroups: number;
}

/** Pairs of layouts of one group in the right order, less those in the wrong one, of all pairs that differ by more. */
function kendall(rows: readonly UnseenRow[], apart = 0): Order {
  const groups: { pairs: number; agreed: number }[] = [];
  for (const own of Map.groupBy(rows, (row) => row.group).values()) {
    let [pairs, agreed] = [0, 0];
    for (const [index, left] of own.entries()) {
      for (const right of own.slice(index + 1)) {
        const measured = Math.sign(seconds(left) - seconds(right));
        // Repeats of one layout have no order.
        if (measured === 0 || left.stepSeconds === right.stepSeconds) continue;
        if (Math.abs(Math.log(seconds(left) / seconds(right))) <= apart) continue;
        pairs++;
        agreed += measured * Math.sign(guess(left) - guess(right));
      }
    }
    if (pairs > 0) groups.push({ pairs, agreed });
  }
  const pairs = groups.reduce((sum, group) => sum + group.pairs, 0);
  const agreed = groups.reduce((sum, group) => sum + group.agreed, 0);
  const tauOfGroups = mean(groups.map((group) => group.agreed / group.pairs));
  return { pairs, tau: agreed / pairs, groups: groups.length, tauOfGroups };
}

/** Layouts that a source measured more than once: by how much its runs of one layout scatter, as a root mean square. */
interface Repeats {
  readonly runs: number;
  readonly percent: number;
}

function repeatsOf(rows: readonly UnseenRow[]): Repeats {
  const squares = [...Map.groupBy(rows, (row) => `${row.group} ${row.stepSeconds}`).values()].flatMap((own) => {
    const logs = own.map((row) => Math.log(seconds(row)));
    const center = mean(logs);
    return own.length > 1 ? logs.map((log) => ((log - center) ** 2 * own.length) / (own.length - 1)) : [];
  });
  return { runs: squares.length, percent: percentOf(Math.sqrt(mean(squares))) };
}

/** Measured time of one step, and the time predicted without the row's group. **Unit** s. */
export const seconds = (row: UnseenRow): number => row.stepSeconds / Math.exp(row.fitted);
export const guess = (row: UnseenRow): number => seconds(row) * Math.exp(row.withoutGroup);

/** **Returns** what the last fit left on rows that it saw and on rows that it did not see. */
export function timeErrors(): TimeErrors {
  const rows = unseenRows();
  const [naive, elsewhere] = [naiveBySource("group"), naiveBySource("source")];
  const sources = [...Map.groupBy(rows, (row) => row.source)].map(([source, own]) => ({
    source,
    rows: own.length,
    percent: byWay((way) => mean(own.map((row) => Math.abs(percentOf(row[way]))))),
    naive: naive.get(source) ?? Number.NaN,
    naiveElsewhere: elsewhere.get(source) ?? Number.NaN,
  }));
  const errorsOf = (way: Way) => rows.map((row) => ({ source: row.source, errorPercent: percentOf(row[way]) }));
  return {
    rows,
    sources,
    macro: byWay((way) => macroMean(summarizeSources(errorsOf(way)))),
    naiveMacro: mean(sources.map((each) => each.naive)),
    naiveElsewhereMacro: mean(sources.map((each) => each.naiveElsewhere)),
    summary: byWay((way) => summarize(errorsOf(way).map((row) => row.errorPercent))),
    order: kendall(rows),
    orders: [...Map.groupBy(rows, (row) => row.source)]
      .map(([source, own]) => ({ source, ...kendall(own), apart: kendall(own, noiseFloor), repeats: repeatsOf(own) }))
      .filter(({ pairs }) => pairs >= pairsEnough)
      .toSorted((left, right) => left.tau - right.tau),
  };
}
