import type { GpuLayout } from "../../plan.ts";
import { hostBytes, rankMemory, type RankMemory } from "../memory.ts";
import type { Known, StepCost } from "../step.ts";
import type { GpuWorkload } from "../workload.ts";
import { candidate, offloadsOf, plain, type Rung, rungsOf } from "./candidate.ts";
import type { ScheduleChoice, StateChoice } from "./choice.ts";
import { timeOf } from "./known.ts";
import type { SearchNode } from "./node.ts";
import type { SearchSpace } from "./space.ts";

/** Share of memory that a plan may fill: the rest covers the memory model's own error of about 5%. */
export const planningShare = 0.94;

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

function size(ladder: Ladder, progress: Progress, layout: GpuLayout): RankMemory | undefined {
  progress.sized++;
  const memory = rankMemory(ladder.work, layout);
  if (!progress.leanest || memory.total < progress.leanest.bytes) {
    progress.leanest = { layout, bytes: memory.total };
  }
  return fits(ladder.work, layout, memory) ? memory : undefined;
}

function time(ladder: Ladder, progress: Progress, layout: GpuLayout): { cost: StepCost; score: number } {
  progress.timed++;
  const cost = timeOf(ladder.work, layout, ladder.known);
  const batch = layout.dataParallel * layout.microbatchSize * layout.microbatches;
  return { cost, score: cost.total * (ladder.batch / batch) };
}

const beats = (progress: Progress, score: number): boolean => !progress.best || score < progress.best.score;

function offer(ladder: Ladder, progress: Progress, layout: GpuLayout, memory: RankMemory): void {
  const { cost, score } = time(ladder, progress, layout);
  if (beats(progress, score)) progress.best = { layout, cost, memory, score };
}

/** The smallest index from 0 to `most` that fits, where fitting once means fitting from there on. */
function smallest(most: number, fitting: (index: number) => boolean): number | undefined {
  if (!fitting(most)) return undefined;
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fitting(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Recomputing more layers takes longer and holds less, so the first rung of full recompute that fits is its fastest. */
function climbRecompute(ladder: Ladder, progress: Progress, rungs: readonly Rung[]): void {
  const memories: (RankMemory | undefined)[] = [];
  const index = smallest(rungs.length - 1, (at) => {
    memories[at] = size(ladder, progress, layoutOn(ladder, rungs[at] ?? plain));
    return memories[at] !== undefined;
  });
  const rung = index === undefined ? undefined : rungs[index];
  const memory = index === undefined ? undefined : memories[index];
  if (rung && memory) offer(ladder, progress, layoutOn(ladder, rung), memory);
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
    const fewest = smallest(offloads.length - 1, (index) => {
      size(ladder, progress, of(index));
      return rankMemory(work, of(index)).total <= limit;
    });
    const memory = fewest === undefined ? undefined : size(ladder, progress, of(fewest));
    if (fewest !== undefined && memory) offer(ladder, progress, of(fewest), memory);
  }
}

/** Takes the fastest layout of a ladder that fits, when it beats the best so far. */
export function climb(ladder: Ladder, progress: Progress): void {
  const { space, node, turn } = ladder;
  const ground = layoutOn(ladder, plain);
  const { cost, score } = time(ladder, progress, ground);
  // Every rung above takes at least as long.
  if (!beats(progress, score)) return;
  const rungs = rungsOf(space, node, turn.perStage);
  const mayStay = typeof space.offloadedLayers === "boolean" || space.offloadedLayers === 0;
  if (mayStay && node.recomputes.includes("none")) {
    const memory = size(ladder, progress, ground);
    if (memory) {
      progress.best = { layout: ground, cost, memory, score };
      return;
    }
  }
  if (space.offloadedLayers) {
    climbOffload(ladder, progress, rungs);
    return;
  }
  const selective = rungs.filter((rung) => rung.recompute === "selective");
  const full = rungs.filter((rung) => rung.recompute === "full");
  if (selective.length > 0) climbRecompute(ladder, progress, selective);
  if (full.length > 0) climbRecompute(ladder, progress, full);
}
