import type { PipelineSchedule } from "../plan.ts";

/** One piece of work of one stage. */
export interface Slot {
  readonly stage: number;
  readonly chunk: number;
  readonly microbatch: number;
  /** `weight` is the gradient of the weights, where a schedule does it apart from that of the inputs. */
  readonly kind: "forward" | "backward" | "weight";
  readonly start: number;
  readonly end: number;
}

/** Durations of one micro batch. `backward` includes the weights where `weight` is 0. **Unit** s. */
export interface ChunkTimes {
  readonly forward: number;
  readonly backward: number;
  readonly weight: number;
}

/** By stage, then chunk. */
export type SlotTimes = readonly (readonly ChunkTimes[])[];

type Piece = Omit<Slot, "start" | "end">;

const keyOf = ({ kind, chunk, stage, microbatch }: Piece): string => `${kind}/${chunk}/${stage}/${microbatch}`;

/** Where a micro batch stands on its way through chunks and stages. */
interface Place {
  readonly chunk: number;
  readonly stage: number;
}

/** The next place forward (1) or the one before (-1); chunks of a V run back and forth, others start over at stage 0. */
function beside(schedule: PipelineSchedule, times: SlotTimes, from: Place, way: 1 | -1): Place | undefined {
  const last = times.length - 1;
  const folded = schedule === "zb-v";
  const down = !folded || from.chunk % 2 === 0;
  const stage = from.stage + (down ? way : -way);
  if (stage >= 0 && stage <= last) return { chunk: from.chunk, stage };
  const chunk = from.chunk + way;
  if (chunk < 0 || chunk >= (times[0]?.length ?? 1)) return undefined;
  if (folded) return { chunk, stage: from.stage };
  return { chunk, stage: way === 1 ? 0 : last };
}

/** What must have ended before a piece may start. */
export function needsOf(schedule: PipelineSchedule, times: SlotTimes, piece: Piece): Piece | undefined {
  const { kind, microbatch, chunk, stage } = piece;
  if (kind === "weight") return { kind: "backward", chunk, stage, microbatch };
  const place = beside(schedule, times, piece, kind === "forward" ? -1 : 1);
  if (place) return { kind, microbatch, ...place };
  return kind === "forward" ? undefined : { kind: "forward", chunk, stage, microbatch };
}

/** Forward and backward passes of one stage in Megatron's order. **Source** arXiv 2104.04473 section 2.2. */
function alternating(times: SlotTimes, stage: number, microbatches: number): Piece[] {
  const stages = times.length;
  const chunks = times[0]?.length ?? 1;
  const total = microbatches * chunks;
  const at = (index: number, kind: "forward" | "backward"): Piece => {
    const round = Math.floor(index / (stages * chunks));
    const within = index % (stages * chunks);
    const turn = Math.floor(within / stages);
    const chunk = kind === "forward" ? turn : chunks - 1 - turn;
    return { kind, chunk, stage, microbatch: chunks === 1 ? index : round * stages + (within % stages) };
  };
  const ahead = chunks === 1 ? stages - stage - 1 : (stages - stage - 1) * 2 + (chunks - 1) * stages;
  const warm = Math.min(total, ahead);
  const order: Piece[] = [];
  for (let index = 0; index < warm; index++) order.push(at(index, "forward"));
  for (let index = warm; index < total; index++) order.push(at(index, "forward"), at(index - warm, "backward"));
  for (let index = total - warm; index < total; index++) order.push(at(index, "backward"));
  return order;
}

/**
 * One forward, one backward, and the weights of the micro batch that is as many behind as stages lie before this one.
 * **Source** ZB-H1, arXiv 2401.10241 section 2.1.
 */
function handcrafted(times: SlotTimes, stage: number, microbatches: number): Piece[] {
  const piece = (kind: Piece["kind"], microbatch: number): Piece => ({ kind, chunk: 0, stage, microbatch });
  return alternating(times, stage, microbatches).flatMap((next) => {
    if (next.kind === "forward") return [next];
    const late = next.microbatch - stage;
    const last = next.microbatch === microbatches - 1;
    const due = last ? range(Math.max(0, late), microbatches) : late >= 0 ? [late] : [];
    return [next, ...due.map((microbatch) => piece("weight", microbatch))];
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

function place(times: SlotTimes, piece: Piece, start: number): Slot {
  return { ...piece, start, end: start + (times[piece.stage]?.[piece.chunk]?.[piece.kind] ?? 0) };
}

/** Starts every stage's pieces in their order, each as soon as the stage is free and what it needs has ended. */
function inOrder(schedule: PipelineSchedule, times: SlotTimes, orders: readonly (readonly Piece[])[]): Slot[] {
  const ended = new Map<string, number>();
  const free = orders.map(() => 0);
  const next = orders.map(() => 0);
  const slots: Slot[] = [];
  for (let moved = true; moved;) {
    moved = false;
    orders.forEach((order, stage) => {
      for (let piece = order[next[stage] ?? 0]; piece; piece = order[next[stage] ?? 0]) {
        const needed = needsOf(schedule, times, piece);
        const ready = needed ? ended.get(keyOf(needed)) : 0;
        if (ready === undefined) return;
        const slot = place(times, piece, Math.max(free[stage] ?? 0, ready));
        slots.push(slot);
        ended.set(keyOf(piece), slot.end);
        free[stage] = slot.end;
        next[stage] = (next[stage] ?? 0) + 1;
        moved = true;
      }
    });
  }
  return slots;
}

interface Lane {
  free: number;
  /** Chunk passes begun whose weights are not yet done: what the stage holds in memory. */
  held: number;
  readonly forward: number[];
  readonly backward: number[];
  readonly weights: Piece[];
}

/** Pieces that a stage could start, best first: backward passes, then forward ones, then weights into the gaps. */
function options(lane: Lane, stage: number, most: number, microbatches: number): Piece[] {
  const found: Piece[] = [];
  for (let chunk = lane.backward.length - 1; chunk >= 0; chunk--) {
    const microbatch = lane.backward[chunk] ?? 0;
    if (microbatch < (lane.forward[chunk] ?? 0)) found.push({ kind: "backward", chunk, stage, microbatch });
  }
  for (let chunk = lane.forward.length - 1; chunk >= 0; chunk--) {
    const microbatch = lane.forward[chunk] ?? 0;
    // A place is kept for each later chunk, so that what has begun can always go on.
    const room = most - (lane.forward.length - 1 - chunk);
    if (microbatch < microbatches && lane.held < room) found.push({ kind: "forward", chunk, stage, microbatch });
  }
  const weight = lane.weights[0];
  if (weight) found.push(weight);
  return found;
}

function begin(lane: Lane, slot: Slot): void {
  lane.free = slot.end;
  if (slot.kind === "forward") {
    lane.forward[slot.chunk] = slot.microbatch + 1;
    lane.held++;
  } else if (slot.kind === "backward") {
    lane.backward[slot.chunk] = slot.microbatch + 1;
    lane.weights.push({ kind: "weight", chunk: slot.chunk, stage: slot.stage, microbatch: slot.microbatch });
  } else {
    lane.weights.shift();
    lane.held--;
  }
}

/**
 * The order of a V found greedily: whatever can start first, backward before forward before weights, no stage holding
 * more than 1F1B's first does. **Source** arXiv 2401.10241, sections 3.1 and 6.
 */
function greedy(schedule: PipelineSchedule, times: SlotTimes, microbatches: number): Slot[] {
  const chunks = times[0]?.length ?? 1;
  const most = times.length * chunks;
  const zeros = () => Array.from({ length: chunks }, () => 0);
  const lanes: Lane[] = times.map(() => ({ free: 0, held: 0, forward: zeros(), backward: zeros(), weights: [] }));
  const ended = new Map<string, number>();
  const slots: Slot[] = [];
  const total = times.length * chunks * microbatches * 3;
  while (slots.length < total) {
    let best: Slot | undefined;
    lanes.forEach((lane, stage) => {
      for (const piece of options(lane, stage, most, microbatches)) {
        const needed = needsOf(schedule, times, piece);
        const ready = needed ? ended.get(keyOf(needed)) : 0;
        if (ready === undefined) continue;
        const start = Math.max(lane.free, ready);
        // Options come best first, so a later one must start earlier to be taken.
        if (!best || start < best.start) best = place(times, piece, start);
      }
    });
    if (!best) throw new Error(`a pipeline of ${times.length} stages stopped after ${slots.length} of ${total} slots`);
    const lane = lanes[best.stage];
    if (lane) begin(lane, best);
    ended.set(keyOf(best), best.end);
    slots.push(best);
  }
  return slots;
}

/** **Returns** every slot of a step of so many micro batches, by start. */
export function scheduleSlots(schedule: PipelineSchedule, times: SlotTimes, microbatches: number): Slot[] {
  const order = schedule === "zb-h1" ? handcrafted : alternating;
  const slots =
    schedule === "zb-v"
      ? greedy(schedule, times, microbatches)
      : inOrder(
          schedule,
          times,
          times.map((_, stage) => order(times, stage, microbatches)),
        );
  return slots.toSorted((left, right) => left.start - right.start || left.stage - right.stage);
}
