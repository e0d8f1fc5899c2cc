import { endsOf, place, readyAt, type Ends, type Piece, type Slot, type SlotTimes } from "./slot.ts";

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

/** The best of a stage's options that could start by now, the earliest of them where none could. */
function choiceOf(lane: Lane, stage: number, times: SlotTimes, ends: Ends, microbatches: number): Slot | undefined {
  let best: Slot | undefined;
  const most = times.length * lane.forward.length;
  for (const piece of options(lane, stage, most, microbatches)) {
    const ready = readyAt("zb-v", times, ends, piece);
    if (Number.isNaN(ready)) continue;
    const start = Math.max(lane.free, ready);
    // Options come best first, so a later one must start earlier to be taken.
    if (!best || start < best.start) best = place(times, piece, start);
  }
  return best;
}

const earliest = (choices: readonly (Slot | undefined)[]): Slot | undefined => {
  let best: Slot | undefined;
  for (const choice of choices) if (choice && (!best || choice.start < best.start)) best = choice;
  return best;
};

/**
 * The order of a V found greedily: whatever can start first, backward before forward before weights, no stage holding
 * more than 1F1B's first does. **Source** arXiv 2401.10241, sections 3.1 and 6.
 */
export function slotsOfV(times: SlotTimes, microbatches: number): Slot[] {
  const chunks = times[0]?.length ?? 1;
  const zeros = () => Array.from({ length: chunks }, () => 0);
  const lanes: Lane[] = times.map(() => ({ free: 0, held: 0, forward: zeros(), backward: zeros(), weights: [] }));
  const ends = endsOf(times, microbatches);
  const choices = lanes.map((lane, stage) => choiceOf(lane, stage, times, ends, microbatches));
  const slots: Slot[] = [];
  for (let next = earliest(choices); next; next = earliest(choices)) {
    const { stage } = next;
    const lane = lanes[stage];
    if (lane) begin(lane, next);
    ends.set(next);
    slots.push(next);
    // What waits for a piece lies on its own stage or beside it.
    for (const touched of [stage - 1, stage, stage + 1]) {
      const other = lanes[touched];
      if (other) choices[touched] = choiceOf(other, touched, times, ends, microbatches);
    }
  }
  return slots;
}
