import type { RigidFloor } from "./anneal.ts";
import { boundOf, leastTiles, slowestTime } from "./bound.ts";
import { Draws } from "./draws.ts";
import { EveryCut, partings } from "./every-cut.ts";
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

  /** Whether soft kernels fit in rows of blocks. */
  fits(time: number, longest: number): boolean {
    // Short blocks are for short wires, and those come from the first order.
    const orders = longest === longestBlock ? this.orders : this.orders.slice(0, 1);
    return orders.some((order) => this.maker.ordered(order, time, longest).needed <= this.graph.height);
  }

  /** The least time at which soft kernels fit in rows of blocks, so exactly; Infinity where none will do. */
  tightTime(longest: number, from: number, exactly: number): number {
    return this.leastTime(from, exactly, (time) => this.fits(time, longest));
  }

  /** The least time that will do, so exactly; Infinity where none will. */
  leastTime(from: number, exactly: number, willDo: (time: number) => boolean): number {
    let low = from;
    let high = low * 1.02;
    const most = slowestTime(this.graph);
    while (!willDo(high)) {
      if (high >= most) return Infinity;
      low = high;
      high = Math.min(most, high * 1.04);
    }
    while (high / low > exactly) {
      const middle = (low + high) / 2;
      if (willDo(middle)) high = middle;
      else low = middle;
    }
    return high;
  }
}

/** Blocks of as many kernels fill the floor as well as longer ones. */
const longestBlock = 10;

/** Kernels from which neighbours are packed together first, and a packing costs a tenth of a second. */
const manyKernels = 110;

/** How near the least time is found before the order is searched: its ratio to a time that does not do. */
const fitExactly = (kernels: number): number => (kernels <= 64 ? 1.001 : 1.002);

/** Longest blocks: the longer, the fuller the floor, and the more the flow leaves its straight line. */
const blockSizes = [longestBlock, 3, 2, 1];

/** The dearer packings are, the fewer candidates there are, and the further above the least time they begin. */
function softTries(kernels: number) {
  if (kernels > manyKernels) return { sizes: [longestBlock, 1], exactly: 1.01, steps: [1, 1.02] };
  if (kernels > 64) return { sizes: blockSizes, exactly: 1.01, steps: [1, 1.02] };
  return { sizes: blockSizes, exactly: 1.005, steps: [1, 1.012, 1.03] };
}

function softCandidates(search: Search): Candidate[] {
  const { graph, maker, orders } = search;
  const adapters = 2 * graph.weights.adapter * graph.edges.length;
  const found: Candidate[] = [];
  let from = search.bound;
  const { sizes, exactly, steps } = softTries(graph.kernels.length);
  for (const longest of sizes) {
    from = search.tightTime(longest, from * 0.999, exactly);
    if (from === Infinity) break;
    for (const step of steps) {
      const time = from * step;
      for (const order of orders) {
        const rows = maker.ordered(order, time, longest);
        for (const slice of [rows.shortest(), rows.slice()]) {
          if (slice === null) continue;
          const score = graph.weights.time * time + maker.softCost(slice, time) + adapters;
          found.push({ time, score, start: null, slice });
        }
      }
    }
  }
  return found;
}

function rowCandidate(search: Search, time: number): Candidate | null {
  const { graph, maker } = search;
  const lists = maker.frontLists(time);
  const paid = graph.weights.time * time;
  let best: Candidate | null = null;
  for (const order of search.orders) {
    for (const rows of [1, 2, 3, 4, 6]) {
      const start = rowStart(graph, lists, order, rows);
      if (start === null) continue;
      const score = paid + maker.startCost(start, lists);
      if (best === null || score < best.score) best = { time, score, start, slice: null };
    }
  }
  return best;
}

/** Rows of rigid kernels over a ladder of times, and packings of soft ones where they could be better. */
function findCandidates(search: Search): Candidate[] {
  const { graph, maker, bound } = search;
  const found: Candidate[] = [];
  let least = Infinity;
  const most = slowestTime(graph);
  // Where time costs nothing the ladder goes all the way up: its steps are wider then, not more.
  const fine = graph.kernels.length > manyKernels ? 1.12 : 1.06;
  const step = graph.weights.time > 0 ? fine : Math.max(fine, (most / bound) ** (1 / 24));
  for (let time = bound; time < most && graph.weights.time * time < least; time *= step) {
    const rows = rowCandidate(search, time);
    if (rows === null) continue;
    found.push(rows);
    least = Math.min(least, rows.score);
  }
  const softLeast = graph.weights.time * bound + graph.weights.wire * maker.leastWire(1.3 * bound);
  if (softLeast < least) found.push(...softCandidates(search));
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
  // A soft move costs as much as a curve is long: longer sides than the contest's get fewer.
  const share = Math.min(1, 700 / Math.max(search.graph.width, search.graph.height)) / 10;
  const better = maker.annealSoft(slice as Slice, time, Math.ceil(moves * share)) ?? (slice as Slice);
  const floor = maker.again(maker.harden(better, time), { moves: moves / 2, hot: hot / 5, cold: hot / 100 });
  return floor.cost === Infinity ? Infinity : search.consider(floor, better, time);
}

interface Ordered {
  readonly order: readonly number[];
  readonly slice: Slice;
}

/** Rows that fit, and their time. */
interface Tight {
  readonly time: number;
  readonly slice: Slice;
}

/** Rows of an order near this one that fit at less time than known ones: the least found, or the known. */
function tighterRows(search: Search, order: readonly number[], known: Tight, additions: number): Tight {
  const { maker, bound } = search;
  let groups = maker.groups(order, known.time);
  let { time, slice } = known;
  for (let step = 0.01, left = additions; left > 0 && step > 0.0003 && time > 1.0003 * bound;) {
    const less = Math.max(1.0001 * bound, time * (1 - step));
    const rows = maker.rows(groups, less, longestBlock);
    while (rows.needed > search.graph.height && rows.additions < Math.min(left, additions / 5)) rows.step(maker.draws);
    left -= rows.additions;
    // An order that needs less height than before is a better one to go on from, whether it fits yet or not.
    groups = rows.groups;
    const found = rows.slice();
    if (found === null) step /= 2;
    else [time, slice] = [less, found];
  }
  return { time, slice };
}

/** Remembers the floor of soft kernels cut like this. */
const considerCuts = (search: Search, slice: Slice, time: number): number =>
  search.consider(search.maker.again(search.maker.harden(slice, time), { moves: 0, hot: 1, cold: 1 }), slice, time);

/** Time alone, many kernels: lower it until they no longer fit, in an order near the flow's and then in one near shelves. */
function squeeze(search: Search, additions: number): void {
  const { maker, graph, orders } = search;
  const tight = search.tightTime(longestBlock, search.bound, fitExactly(graph.kernels.length));
  if (tight === Infinity) return;
  const slices = orders.map((order) => ({ order, slice: maker.ordered(order, tight, longestBlock).slice() }));
  const { order, slice: loose } = slices.find((each) => each.slice !== null) as Ordered;
  const rows = tighterRows(search, order, { time: tight, slice: loose }, additions / 2);
  const { time, slice } = tighterRows(search, maker.broadestFirst(rows.time), rows, additions / 2);
  considerCuts(search, slice, time);
}

/** Partings up to which every cut is tried: a time then costs as much as a packing of fifty kernels in rows. */
const fewPartings = 30_000;

const isFew = ({ maker, bound }: Search): boolean => partings(maker.curves(bound)) <= fewPartings;

/** Time alone, few kernels or few kinds of them: the least at which any guillotine floor holds them. */
function squeezeFew(search: Search): void {
  const { maker, graph, bound } = search;
  const everyCut = (time: number) => new EveryCut(maker.curves(time), graph.width, graph.height);
  const time = search.leastTime(bound, 1.0002, (each) => everyCut(each).needed <= graph.height);
  if (time !== Infinity) considerCuts(search, everyCut(time).slice() as Slice, time);
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
    // Below the bound some kernel has no shape at all.
    if (time < search.bound) continue;
    const floor = factor === 1 ? (search.floor as RigidFloor) : maker.retimed(search.floor as RigidFloor, time);
    const found = maker.again(floor, { moves: moves * share, hot: hot * heat, cold: hot / 200 });
    if (found.cost !== Infinity) search.consider(found, search.slice, time);
  }
}

/**
 * The best placement after each bounded round of search: the first round finds a good floor, each later one looks around
 * it, without end unless no floor of this kind can be better. **Throws** NoPlacementError where nothing fits.
 */
export function* placementRounds(graph: KernelGraph, seed: number): Generator<Placement, void> {
  const search = new Search(graph, seed);
  const timeAlone = graph.weights.wire === 0 && graph.weights.adapter === 0;
  const rounds = timeAlone ? timeRounds(search) : scoreRounds(search);
  if (search.bound < Infinity) for (const best of rounds) yield best;
  if (search.best === null) throw new NoPlacementError(whyNone(graph));
}

function whyNone(graph: KernelGraph): string {
  const { kernels, width, height, memoryLimit } = graph;
  const many = kernels.length === 1 ? "1 kernel does" : `${kernels.length} kernels do`;
  const none = `${many} not fit on ${width} x ${height} tiles of ${memoryLimit} words`;
  const alone = kernels.find((kernel) => leastTiles({ ...graph, kernels: [kernel] }) > width * height);
  if (alone !== undefined) return `${none}: ${alone.name} has no shape that fits even alone`;
  return `${none}: at their slowest they need ${leastTiles(graph)} tiles in all, and rectangles leave gaps`;
}

/** Ends at once where nothing fits. */
function* timeRounds(search: Search): Generator<Placement, void> {
  if (isFew(search)) {
    squeezeFew(search);
    if (search.best !== null) yield search.best;
    return;
  }
  // The first packings of hundreds of kernels have cost as much as what they do not get here.
  const additions = search.graph.kernels.length > manyKernels ? 1.6e8 : 3.2e8;
  for (let round = 1; ; round += 1) {
    squeeze(search, additions * round);
    if (search.best === null) return;
    yield search.best;
    if (search.best.maxTime <= search.bound) return;
  }
}

/** Ends at once where nothing fits. */
function* scoreRounds(search: Search): Generator<Placement, void> {
  // A move costs as much as there are kernels: larger graphs get fewer, so that a round stays a round, and fewer yet
  // where packings have cost as much as the moves.
  const { length } = search.graph.kernels;
  const effort = Math.min(1.2, (length > 64 ? 28 : 44) / length);
  explore(search, effort);
  while (search.best !== null) {
    refine(search, 80_000 * effort);
    yield search.best;
  }
}

function explore(search: Search, effort: number): void {
  const candidates = findCandidates(search);
  const scores = candidates.slice(0, 8).map((each) => ({ each, score: tried(search, each, 10_000 * effort) }));
  const [first, second] = scores.toSorted((left, right) => left.score - right.score);
  for (const one of [first, second]) if (one !== undefined) tried(search, one.each, 40_000 * effort);
}

/**
 * Places a network on the fabric: legal, deterministic by seed, without a clock.
 * **Returns** the best floor found by the graph's own weights. **Throws** NoPlacementError where nothing fits.
 * **Cost** a second or two for a hundred kernels, for each round.
 */
export function placeKernels(graph: KernelGraph, { seed, rounds = 1 }: PlaceOptions): Placement {
  const search = placementRounds(graph, seed);
  let best = search.next().value;
  for (let round = 1; round < rounds; round += 1) best = search.next().value ?? best;
  if (!best) throw new Error("a search must find a placement or refuse the graph");
  return best;
}
