import type { Alternative } from "../../api/outputs.ts";
import type { LineSeries, LineSpec } from "../../chart/line-option.ts";
import type { ScalingRow } from "../question.ts";

type Points = LineSeries["points"];

/** Hours while a run is short, days once it is long. **Unit** s. */
function timeUnitOf(longestSeconds: number): { readonly name: string; readonly seconds: number } {
  return longestSeconds > 3 * 86_400 ? { name: "days", seconds: 86_400 } : { name: "hours", seconds: 3600 };
}

/** A level line over all numbers of systems: what the other hardware takes does not depend on them. */
const level = (rows: readonly ScalingRow[], value: number): Points => rows.map(({ systems }) => [systems, value]);

/** The cheapest offer on other hardware. */
export function cheapestOf(alternatives: readonly Alternative[]): Alternative | null {
  const offered = alternatives.filter(({ price }) => price !== null);
  const amount = ({ price }: Alternative) => Number(price?.amount);
  return offered.toSorted((left, right) => amount(left) - amount(right))[0] ?? null;
}

const beside = (name: string, points: Points): LineSeries[] => [{ name, dash: "dotted", tone: "quiet", points }];

export function timeSpec(rows: readonly ScalingRow[], gpu: Alternative | null): LineSpec {
  const unit = timeUnitOf(Math.max(...rows.map(({ p90Seconds }) => p90Seconds)));
  const of = (read: (row: ScalingRow) => number): Points => rows.map((row) => [row.systems, read(row) / unit.seconds]);
  const gpuSeconds = gpu?.duration_p50_seconds ?? null;
  return {
    xName: "Systems",
    yName: `Time, ${unit.name}`,
    series: [
      { name: "P50", dash: "solid", tone: "accent", points: of(({ p50Seconds }) => p50Seconds) },
      { name: "P90", dash: "dashed", tone: "accent", points: of(({ p90Seconds }) => p90Seconds) },
      ...(gpu && gpuSeconds !== null ? beside("GPUs, P50", level(rows, gpuSeconds / unit.seconds)) : []),
    ],
    marks: [],
    fromZero: true,
  };
}

export function costSpec(rows: readonly ScalingRow[], gpu: Alternative | null): LineSpec {
  const currency = rows.find(({ price }) => price)?.price?.currency;
  const points: Points = rows.map(({ systems, price, systemHours }) => [
    systems,
    price ? Number(price.amount) : systemHours,
  ]);
  const gpuPrice = gpu?.price && gpu.price.currency === currency ? Number(gpu.price.amount) : null;
  return {
    xName: "Systems",
    yName: currency ? `Price, ${currency}` : "System hours",
    series: [
      { name: currency ? "Price" : "System hours", dash: "solid", tone: "accent", points },
      ...(gpu && gpuPrice !== null ? beside("GPUs", level(rows, gpuPrice)) : []),
    ],
    marks: [],
    fromZero: true,
  };
}
