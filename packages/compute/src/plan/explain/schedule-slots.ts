import type { PipelineSchedule } from "../plan.ts";
import { type Drawing, endsOf, place, readyAt, type Piece, type Slot } from "./slot.ts";
import { folded } from "./v-schedule.ts";

/** Chunks and micro batches in the order in which every stage takes them: round by round, all chunks of each. */
function* turnsOf(chunks: number, microbatches: number, round: number): Generator<Pick<Piece, "chunk" | "microbatch">> {
  for (let begin = 0; begin < microbatches; begin += round) {
    const end = Math.min(microbatches, begin + round);
    for (let chunk = 0; chunk < chunks; chunk++) {
      for (let microbatch = begin; microbatch < end; microbatch++) yield { chunk, microbatch };
    }
  }
}

/** Forward and backward passes of one stage in Megatron's order. **Source** arXiv 2104.04473 section 2.2. */
function alternating({ times, microbatches, round }: Drawing, stage: number): Piece[] {
  const stages = times.length;
  const chunks = times[0]?.length ?? 1;
  const turns = [...turnsOf(chunks, microbatches, round)];
  const total = turns.length;
  const at = (index: number, kind: "forward" | "backward"): Piece => {
    const { chunk = 0, microbatch = 0 } = turns[index] ?? {};
    return { kind, chunk: kind === "forward" ? chunk : chunks - 1 - chunk, stage, microbatch };
  };
  const ahead = chunks === 1 ? stages - stage - 1 : (stages - stage - 1) * 2 + (chunks - 1) * round;
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
function handcrafted(drawing: Drawing, stage: number): Piece[] {
  const { microbatches } = drawing;
  const piece = (kind: Piece["kind"], microbatch: number): Piece => ({ kind, chunk: 0, stage, microbatch });
  return alternating(drawing, stage).flatMap((next) => {
    if (next.kind === "forward") return [next];
    const late = next.microbatch - stage;
    const last = next.microbatch === microbatches - 1;
    const due = last ? range(Math.max(0, late), microbatches) : late >= 0 ? [late] : [];
    return [next, ...due.map((microbatch) => piece("weight", microbatch))];
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

/** Starts every stage's pieces in their order, each as soon as the stage is free and what it needs is there. */
function inOrder(drawing: Drawing, orders: readonly (readonly Piece[])[]): Slot[] {
  const { times } = drawing;
  const ends = endsOf(times, drawing.microbatches);
  const free = orders.map(() => 0);
  const next = orders.map(() => 0);
  const slots: Slot[] = [];
  for (let moved = true; moved;) {
    moved = false;
    orders.forEach((order, stage) => {
      for (let piece = order[next[stage] ?? 0]; piece; piece = order[next[stage] ?? 0]) {
        const ready = readyAt(drawing, ends, piece);
        if (Number.isNaN(ready)) return;
        const slot = place(times, piece, Math.max(free[stage] ?? 0, ready));
        slots.push(slot);
        ends.set(slot);
        free[stage] = slot.end;
        next[stage] = (next[stage] ?? 0) + 1;
        moved = true;
      }
    });
  }
  return slots;
}

const orderOf: Readonly<Record<PipelineSchedule, typeof alternating>> = {
  "1f1b": alternating,
  interleaved: alternating,
  "zb-h1": handcrafted,
  "zb-v": ({ times, microbatches }, stage) => folded(times, stage, microbatches),
};

/** **Returns** every slot of a step, by start. */
export function scheduleSlots(drawing: Drawing): Slot[] {
  const order = orderOf[drawing.schedule];
  const orders = drawing.times.map((_, stage) => order(drawing, stage));
  return inOrder(drawing, orders).toSorted((left, right) => left.start - right.start || left.stage - right.stage);
}
