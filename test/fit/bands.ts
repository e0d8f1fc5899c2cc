import type { GpuFamily } from "../../packages/compute/src/hardware/system.ts";

/** A row predicted by constants that have not seen it. `error` is ln of predicted over measured. */
export interface Unseen {
  readonly row: { readonly family: GpuFamily };
  readonly error: number;
}

/** What a class of plans may be wrong by. Half-widths and sigma are of ln(true / predicted throughput). */
export interface Band {
  readonly rows: number;
  readonly half50: number;
  readonly half90: number;
  readonly sigma: number;
}

/** The k-th smallest of n so that one more of the same kind lies below it with this probability. */
function conformal(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const rank = Math.ceil((sorted.length + 1) * share);
  const found = sorted[Math.min(sorted.length, rank) - 1] ?? Number.NaN;
  // Written with four decimals, as the errors are, it still holds the row that it is made of.
  return Math.ceil(found * 1e4 + 0.5) / 1e4;
}

/** 90 % of a normal law lie within this many deviations; 90 % below the second. */
const [within, below] = [1.6449, 1.2816];

function bandOf(unseen: readonly Unseen[], share: number): Band {
  const errors = unseen.map(({ error }) => error);
  const half90 = conformal(errors.map(Math.abs), share);
  const slow90 = conformal(
    errors.map((error) => -error),
    0.9,
  );
  const sigma = Math.max(half90 / within, slow90 / below);
  return { rows: errors.length, half50: conformal(errors.map(Math.abs), 0.5), half90, sigma };
}

/**
 * Bands by GPU family from rows whose group was left out, and for hardware without rows from those of whole sources.
 * Another `share` than nine in ten makes `half90` the half-width for it.
 */
export function bandsOf(byGroup: readonly Unseen[], bySource: readonly Unseen[], share = 0.9): Record<string, Band> {
  const families = Map.groupBy(
    byGroup.filter(({ row }) => row.family !== "v100"),
    ({ row }) => row.family,
  );
  return {
    ...Object.fromEntries([...families].map(([family, own]) => [family, bandOf(own, share)])),
    unmeasured: bandOf(bySource, share),
  };
}

/**
 * Fewer than nine rows cannot hold nine of ten by themselves, and the form of the law was chosen with them in view: twice
 * the largest error left out stands for the half-width of 90 %.
 */
export function waferBand(errors: readonly number[]): Band {
  const sizes = errors.map(Math.abs);
  const half90 = 2 * Math.max(...sizes);
  return { rows: errors.length, half50: conformal(sizes, 0.5), half90, sigma: half90 / within };
}
