import type { RigidFloor } from "./anneal.ts";
import { boundOf, slowestTime } from "./bound.ts";
import { Draws } from "./draws.ts";
import { placedKernels } from "./finish.ts";
import { FloorMaker } from "./floors.ts";
import type { KernelGraph, Placement } from "./graph.ts";
import { measurePlacement } from "./measure.ts";
import { dataflowOrder, shortSpanOrder } from "./order.ts";
import { shapeTables } from "./shapes.ts";
import type { Slice } from "./slicing.ts";
import { rowStart, type Start } from "./starts.ts";

/** What the search may spend. */
export interface PlaceOptions {
  readonly seed: number;
  /** Bounded rounds of search; the first finds a good floor, each later one looks around it. **Range** 1 or more. */
  readonly rounds?: number;
}

/** A graph that has no legal placement, with the numbers. */
export class NoPlacementError extends Error {
  override readonly name = "NoPlacementError";
}

/** A time and a floor to begin from at it. */
interface Candidate {
  readonly time: number;
  readonly score: number;
  readonly start: Start | null;
  readonly slice: Slice | null;
}

class Search {
  readonly graph: KernelGraph;
  readonly maker: FloorMaker;
  readonly orders: readonly (readonly number[])[];
  readonly bound: number;
  best: Placement | null = null;
  floor: RigidFloor | null = null;
  slice: Slice | null = null;
  time = 0;

  constructor(graph: KernelGraph, seed: number) {
    this.graph = graph;
    const draws = new Draws(String(seed));
    const tables = shapeTables(graph.kernels, graph.memoryLimit, Math.min(graph.width, graph.height));
    this.maker = new FloorMaker(graph, tables, draws);
    this.bound = boundOf(graph, tables);
    const flow = dataflowOrder(graph);
    const short = shortSpanOrder(graph, flow, draws);
    this.orders = short === null ? [flow] : [flow, short];
  }

  /** Remembers a floor that fits, if it is the best. **Returns** its score. */
  consider(floor: RigidFloor, slice: Slice | null, time: number): number {
    const placement = measurePlacement(this.graph, placedKernels(this.graph, floor));
    if (this.best === null || placement.score < this.best.score) {
      this.best = placement;
      this.floor = floor;
      this.slice = slice;
      this.time = time;
    }
    return placement.score;
  }

  packed(time: number, longest: number): Slice | null {
    for (const order of this.orders) {
      const slice = this.maker.packed(order, time, longest);
      if (slice !== null) return slice;
    }
    return null;
  }

  /** The least time at which soft kernels fit in rows of blocks, within a thousandth; Infinity where none will do. */
  tightTime(longest: number, from: number): number {
    let low = from;
    let high = low * 1.02;
    const most = slowestTime(this.graph);
    while (this.packed(high, longest) === null) {
      if (high >= most) return Infinity;
      low = high;
      high = Math.min(most, high * 1.04);
    }
    while (high / low > (longest === 10 ? 1.001 : 1.002)) {
      const middle = (low + high) / 2;
      if (this.packed(middle, longest) === null) low = middle;
      else high = middle;
    }
    return high;
  }
}

/** Longest blocks: the longer, the fuller the floor, and the more the flow leaves its straight line. */
const blockSizes = [10, 3, 2, 1];

function softCandidates(search: Search, tight: number): Candidate[] {
  const { graph, maker, orders } = search;
  const adapters = 2 * graph.weights.adapter * graph.edges.length;
  const found: Candidate[] = [];
  let from = tight;
  for (const longest of blockSizes) {
    if (longest < 10) from = Math.min(search.tightTime(longest, from * 0.999), 1.3 * tight);
    for (const step of [1, 1.012, 1.03]) {
      const time = from * step;
      for (const order of orders) {
        const slice = maker.packed(order, time, longest);
        if (slice === null) continue;
        const score = graph.weights.time * time + maker.softCost(slice, time) + adapters;
        found.push({ time, score, start: null, slice });
      }
    }
  }
  return found;
}

function rowCandidates(search: Search, time: number): Candidate[] {
  const { graph, maker } = search;
  const found: Candidate[] = [];
  const paid = graph.weights.time * time;
  for (const order of search.orders) {
    for (const rows of [1, 2, 3, 4, 6]) {
      const start = rowStart(graph, maker.lists(time), order, rows);
      if (start !== null) found.push({ time, score: paid + maker.startCost(start, time), start, slice: null });
    }
  }
  return found.toSorted((left, right) => left.score - right.score).slice(0, 1);
}

function findCandidates(search: Search, tight: number): Candidate[] {
  const found = softCandidates(search, tight);
  let least = Math.min(...found.map((each) => each.score));
  const most = slowestTime(search.graph);
  for (let time = tight; time < most && search.graph.weights.time * time < least; time *= 1.06) {
    const rows = rowCandidates(search, time);
    found.push(...rows);
    least = Math.min(least, ...rows.map((each) => each.score));
  }
  return found.toSorted((left, right) => left.score - right.score);
}

/** A candidate after `moves` moves of search. */
function tried(search: Search, { time, start, slice }: Candidate, moves: number): number {
  const { maker } = search;
  const hot = maker.grain;
  if (start !== null) {
    const floor = maker.anneal(start, time, { moves, hot, cold: hot / 100 });
    return floor.cost === Infinity ? Infinity : search.consider(floor, null, time);
  }
  const better = maker.annealSoft(slice as Slice, time, Math.ceil(moves / 10)) ?? (slice as Slice);
  const floor = maker.again(maker.harden(better, time), { moves: moves / 2, hot: hot / 5, cold: hot / 100 });
  return floor.cost === Infinity ? Infinity : search.consider(floor, better, time);
}

/** Time alone: lower it until soft kernels no longer fit. */
function squeeze(search: Search, tight: number, moves: number): void {
  const { maker } = search;
  let time = tight;
  let slice = search.packed(time, 10) as Slice;
  let step = 0.004;
  for (let spent = 0; spent < 4 && time * (1 - step) > search.bound; spent += 1) {
    const better = maker.annealSoft(slice, time * (1 - step), moves);
    if (better === null) step /= 2;
    else {
      slice = better;
      time *= 1 - step;
    }
  }
  search.consider(maker.again(maker.harden(slice, time), { moves: 0, hot: 1, cold: 1 }), slice, time);
}

/** Looks around the best floor: longer, and at times a little less and more. */
function refine(search: Search, moves: number): void {
  const { maker } = search;
  const hot = maker.grain;
  for (const [factor, share, heat] of [
    [1, 1, 1],
    [0.9, 0.5, 0.5],
    [1.1, 0.5, 0.5],
    [0.96, 0.5, 0.3],
    [1.04, 0.5, 0.3],
    [1, 1, 0.2],
  ] as const) {
    const time = search.time * factor;
    const floor = factor === 1 ? (search.floor as RigidFloor) : maker.retimed(search.floor as RigidFloor, time);
    const found = maker.again(floor, { moves: moves * share, hot: hot * heat, cold: hot / 200 });
    if (found.cost !== Infinity) search.consider(found, search.slice, time);
  }
}

/**
 * The best placement after each bounded round of search, without end: the first round finds a good floor, each later
 * one looks around it. **Throws** NoPlacementError where nothing fits.
 */
export function* placementRounds(graph: KernelGraph, seed: number): Generator<Placement, never> {
  const search = new Search(graph, seed);
  const tight = search.tightTime(10, search.bound);
  if (tight === Infinity) {
    throw new NoPlacementError(
      `${graph.kernels.length} kernels do not fit on ${graph.width} x ${graph.height} tiles of ${graph.memoryLimit} words`,
    );
  }
  const timeAlone = graph.weights.wire === 0 && graph.weights.adapter === 0;
  if (!timeAlone) explore(search, tight);
  for (let round = 1; ; round += 1) {
    if (timeAlone) squeeze(search, tight, 6000 * round);
    else refine(search, 60_000);
    if (search.best === null) throw new NoPlacementError(`${graph.kernels.length} kernels: no legal floor was found`);
    yield search.best;
  }
}

function explore(search: Search, tight: number): void {
  const candidates = findCandidates(search, tight);
  const scores = candidates.slice(0, 8).map((each) => ({ each, score: tried(search, each, 12_000) }));
  const [first, second] = scores.toSorted((left, right) => left.score - right.score);
  for (const one of [first, second]) if (one !== undefined) tried(search, one.each, 50_000);
}

/**
 * Places a network on the fabric: legal, deterministic by seed, without a clock.
 * **Returns** the best floor found by the graph's own weights. **Throws** NoPlacementError where nothing fits.
 * **Cost** a second or two for a hundred kernels, for each round.
 */
export function placeKernels(graph: KernelGraph, { seed, rounds = 1 }: PlaceOptions): Placement {
  const search = placementRounds(graph, seed);
  let best = search.next().value;
  for (let round = 1; round < rounds; round += 1) best = search.next().value;
  return best;
}
