import type { GpuLayout } from "../../plan.ts";
import { hostBytes, planningShare, rankMemory, type RankMemory } from "../memory.ts";
import type { Known, StepCost } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";
import { candidate, fullRung, offloadsOf, partsOf, plain, type Rung, rungsOf } from "./candidate.ts";
import type { ScheduleChoice, StateChoice } from "./choice.ts";
import { timeOf } from "./known.ts";
import type { SearchNode } from "./node.ts";
import type { SearchSpace } from "./space.ts";

/** A layout with its time and memory, and its rank among all: seconds for the whole batch of the search. */
export interface Scored {
  readonly layout: GpuLayout;
  readonly cost: StepCost;
  readonly memory: RankMemory;
  readonly score: number;
}

/** What a search knows so far, and how much it looked at. */
export interface Progress {
  best: Scored | undefined;
  leanest: { layout: GpuLayout; bytes: number } | undefined;
  /** Layouts whose time was computed. */
  timed: number;
  /** Layouts whose memory was computed. */
  sized: number;
}

/** One schedule and one sharding of a node: the rungs above it differ in recompute and offload alone. */
export interface Ladder {
  readonly work: GpuWorkload;
  readonly space: SearchSpace;
  readonly node: SearchNode;
  readonly known: Known;
  readonly turn: ScheduleChoice;
  readonly state: StateChoice;
  /** Seconds are compared for so many sequences. */
  readonly batch: number;
}

const layoutOn = ({ node, turn, state }: Ladder, rung: Rung): GpuLayout => candidate(node, turn, state, rung);

/** **Returns** whether a layout fits the GPU, with room to spare, and its host. */
export function fits(work: GpuWorkload, layout: GpuLayout, memory: RankMemory): boolean {
  return memory.total <= work.machine.memory * planningShare && hostBytes(work, layout) <= work.machine.host.memory;
}

/** **Returns** the memory of a layout, and notes it in the progress of the search. */
export function sized(progress: Progress, work: GpuWorkload, layout: GpuLayout): RankMemory {
  progress.sized++;
  const memory = rankMemory(work, layout);
  if (!progress.leanest || memory.total < progress.leanest.bytes) {
    progress.leanest = { layout, bytes: memory.total };
  }
  return memory;
}

function time(ladder: Ladder, progress: Progress, layout: GpuLayout): { cost: StepCost; score: number } {
  progress.timed++;
  const cost = timeOf(ladder.work, layout, ladder.known);
  const batch = layout.dataParallel * layout.microbatchSize * layout.microbatches;
  return { cost, score: cost.total * (ladder.batch / batch) };
}

const beats = (progress: Progress, score: number): boolean => !progress.best || score < progress.best.score;

/** Takes a layout that fits where it beats the best so far. */
function offer(ladder: Ladder, progress: Progress, layout: GpuLayout, known?: RankMemory): void {
  const { cost, score } = time(ladder, progress, layout);
  if (!beats(progress, score)) return;
  progress.best = { layout, cost, memory: known ?? rankMemory(ladder.work, layout), score };
}

/** Guesses by the line before halves are taken instead: memory falls almost evenly, and where it bends these are not enough. */
const guessesMax = 4;

/**
 * The smallest index from 0 to `most` that fits, where fitting once means fitting from there on. `over` is the bytes by
 * which an index does not fit, 0 or less where it does; `ground` is that of the index before the first, where known.
 */
function smallest(most: number, over: (index: number) => number, ground = Number.NaN): number | undefined {
  let [low, high] = [-1, most];
  let [before, after] = [ground, over(most)];
  if (after > 0) return undefined;
  for (let turn = 0; high - low > 1; turn++) {
    // Where the line between the last two known ones crosses nothing.
    const crossing = low + Math.ceil(((high - low) * before) / (before - after));
    const guess = turn < guessesMax && !Number.isNaN(crossing) ? crossing : Math.floor((low + high) / 2);
    const index = Math.min(high - 1, Math.max(low + 1, guess));
    const bytes = over(index);
    if (bytes > 0) [low, before] = [index, bytes];
    else [high, after] = [index, bytes];
  }
  return high;
}

/** Bytes by which a layout does not fit; nothing does where the host lacks them. */
function bytesOver(ladder: Ladder, progress: Progress, layout: GpuLayout): number {
  const { work } = ladder;
  const { total } = sized(progress, work, layout);
  if (hostBytes(work, layout) > work.machine.host.memory) return Infinity;
  return total - work.machine.memory * planningShare;
}

/** Takes the layout with attention alone computed twice where it fits and beats the best so far. */
function trySelective(ladder: Ladder, progress: Progress): void {
  const layout = layoutOn(ladder, { ...plain, recompute: "selective" });
  const memory = sized(progress, ladder.work, layout);
  if (fits(ladder.work, layout, memory)) offer(ladder, progress, layout, memory);
}

/**
 * Recomputing more layers takes longer and holds less, so the first rung of full recompute that fits is its fastest.
 * `ground` is the memory of the layout with nothing recomputed, where it is one of the node's.
 */
function climbRecompute(ladder: Ladder, progress: Progress, ground?: RankMemory): void {
  const { work, space, turn } = ladder;
  const on = (index: number): GpuLayout => layoutOn(ladder, fullRung(space, turn, index));
  const limit = work.machine.memory * planningShare;
  const over = (index: number) => bytesOver(ladder, progress, on(index));
  const index = smallest(partsOf(space, turn) - 1, over, ground && ground.total - limit);
  if (index !== undefined) offer(ladder, progress, on(index));
}

/**
 * Offloading more layers takes longer and holds less on the GPU, so each rung takes the fewest that fit. Recomputing
 * more may be faster here, for less is copied: every rung is tried that is fast enough without offload.
 */
function climbOffload(ladder: Ladder, progress: Progress, rungs: readonly Rung[]): void {
  const { work, space, turn } = ladder;
  const offloads = offloadsOf(space, turn.perStage);
  for (const rung of rungs) {
    if (!beats(progress, time(ladder, progress, layoutOn(ladder, rung)).score)) continue;
    const of = (index: number) => layoutOn(ladder, { ...rung, offloadedLayers: offloads[index] });
    const limit = work.machine.memory * planningShare;
    const fewest = smallest(offloads.length - 1, (index) => sized(progress, work, of(index)).total - limit);
    const memory = fewest === undefined ? undefined : sized(progress, work, of(fewest));
    if (fewest !== undefined && memory && fits(work, of(fewest), memory)) offer(ladder, progress, of(fewest), memory);
  }
}

/** Takes the fastest layout of a ladder that fits, when it beats the best so far. */
export function climb(ladder: Ladder, progress: Progress): void {
  const { space, node, turn } = ladder;
  const ground = layoutOn(ladder, plain);
  const { cost, score } = time(ladder, progress, ground);
  // Every rung above takes at least as long.
  if (!beats(progress, score)) return;
  const mayStay = typeof space.offloadedLayers === "boolean" || space.offloadedLayers === 0;
  const memory = mayStay && node.recomputes.includes("none") ? sized(progress, ladder.work, ground) : undefined;
  if (memory && fits(ladder.work, ground, memory)) {
    progress.best = { layout: ground, cost, memory, score };
    return;
  }
  if (space.offloadedLayers) {
    climbOffload(ladder, progress, rungsOf(space, node, turn));
    return;
  }
  if (node.recomputes.includes("selective")) trySelective(ladder, progress);
  if (node.recomputes.includes("full")) climbRecompute(ladder, progress, memory);
}
