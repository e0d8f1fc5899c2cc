import { areaBound } from "./bound.ts";
import { type Curve, leafCurve } from "./curve.ts";
import type { KernelGraph } from "./graph.ts";
import { shapeTables } from "./shapes.ts";

/** What each length of a side counts for, as a share of the side. */
type Scale = Float64Array;

function scaleOf(side: number, count: (length: number) => number): Scale {
  return Float64Array.from({ length: side + 1 }, (_, length) => count(length));
}

/**
 * Scales by which lengths that fit on a side one after the other never count for more than 1.
 * **Source** Fekete, Schepers: A general framework for bounds for higher-dimensional orthogonal packing problems, 2004:
 * the length itself, u(k), U(ε), φ(ε).
 */
function scalesOf(side: number): Scale[] {
  const scales = [scaleOf(side, (length) => length / side)];
  for (let parts = 2; parts <= 25; parts += 1) {
    const whole = (length: number) => Math.floor((parts * length) / side) / (parts - 1);
    scales.push(scaleOf(side, (length) => ((parts * length) % side === 0 ? length / side : whole(length))));
  }
  const step = Math.max(1, Math.floor(side / 50));
  for (let least = 1; least <= side / 2; least += step) {
    const kept = (length: number) => (length > side - least ? 1 : length / side);
    scales.push(scaleOf(side, (length) => (length < least ? 0 : kept(length))));
    const most = Math.floor(side / least);
    const large = (length: number) => 1 - Math.floor((side - length) / least) / most;
    const small = (length: number) => (length < least ? 0 : 1 / most);
    scales.push(scaleOf(side, (length) => (length > side / 2 ? large(length) : small(length))));
  }
  return scales;
}

/** Sides of the shapes that none beats, two by two. */
function cornersOf(curve: Curve, longest: number): number[] {
  const corners: number[] = [];
  for (let side = 1; side < curve.length; side += 1) {
    const other = curve[side] as number;
    if (other <= longest && other < (curve[side - 1] as number)) corners.push(side, other);
  }
  return corners;
}

/** Least that any shape counts for. */
function leastCount(corners: readonly number[], across: Scale, along: Scale): number {
  let least = Infinity;
  for (let at = 0; at < corners.length; at += 2) {
    const count = (across[corners[at] as number] ?? Infinity) * (along[corners[at + 1] as number] ?? Infinity);
    if (count < least) least = count;
  }
  return least;
}

/** Shapes of one kind of kernel, and how many there are of it. */
interface Kind {
  readonly corners: readonly number[];
  readonly kernels: number;
}

/** Whether the kernels count for more than the fabric by some pair of scales: then no packing of theirs exists. */
function isRefuted(kinds: readonly Kind[], across: readonly Scale[], along: readonly Scale[]): boolean {
  return across.some((one, index) =>
    // On a square, as kernels may be turned, a pair of scales says no more the other way round.
    (across === along ? along.slice(index) : along).some((other) => {
      const sum = kinds.reduce((total, { corners, kernels }) => total + kernels * leastCount(corners, one, other), 0);
      return sum > 1 + 1e-9;
    }),
  );
}

/**
 * No legal placement has a smaller max time, guillotine or not: tighter than the area bound where few large kernels
 * cannot lie side by side. `found` is the max time of a placement.
 * **Returns** a time between the area bound and `found`, at most 3 parts in 10,000 too low. **Cost** up to a second.
 */
export function packingBound(graph: KernelGraph, found: number): number {
  const { width, height } = graph;
  const longest = Math.max(width, height);
  const counts = new Map<ReturnType<typeof shapeTables>[number], number>();
  for (const table of shapeTables(graph.kernels, graph.memoryLimit, longest)) {
    counts.set(table, (counts.get(table) ?? 0) + 1);
  }
  const across = scalesOf(width);
  const along = width === height ? across : scalesOf(height);
  const refuted = (time: number) => {
    const kinds = [...counts].map(([table, kernels]) => ({
      corners: cornersOf(leafCurve(table, time, longest + 1), longest),
      kernels,
    }));
    return isRefuted(kinds, across, along);
  };
  let [low, high] = [areaBound(graph), found];
  while (high / low > 1.0003) {
    const middle = Math.sqrt(low * high);
    if (refuted(middle)) low = middle;
    else high = middle;
  }
  return low;
}
