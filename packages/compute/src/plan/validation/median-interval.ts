/** Where the median of a kind of rows lies, judged by a few of them. */
export interface MedianInterval {
  readonly from: number;
  readonly to: number;
  /** Chance that it does. **Range** 0 to 1. */
  readonly confidence: number;
}

/**
 * The narrowest pair of order statistics that holds the median in nine of ten cases, or the widest there is: no shape of
 * the errors is assumed. **Source** binomial distribution of the rows below the median.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = values.toSorted((left, right) => left - right);
  const count = sorted.length;
  const confidences: number[] = [];
  let [outside, ways] = [0, 1];
  for (let below = 0; below < count / 2; below++) {
    outside += ways / 2 ** count;
    confidences.push(1 - 2 * outside);
    ways = (ways * (count - below)) / (below + 1);
  }
  const inner = confidences.findLastIndex((confidence) => confidence >= 0.9);
  const outer = Math.max(0, inner);
  const [from, to] = [sorted[outer] ?? Number.NaN, sorted[count - 1 - outer] ?? Number.NaN];
  return { from, to, confidence: confidences[outer] ?? 0 };
}
