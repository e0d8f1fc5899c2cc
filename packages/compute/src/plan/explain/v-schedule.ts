import type { Piece, SlotTimes } from "./slot.ts";

/** Pieces of one stage in the making: each kind and chunk takes the next micro batch. */
class Program {
  readonly pieces: Piece[] = [];
  readonly #next = { forward: [0, 0], backward: [0, 0], weight: [0, 0] };
  readonly #stage: number;
  readonly #microbatches: number;

  constructor(stage: number, microbatches: number) {
    this.#stage = stage;
    this.#microbatches = microbatches;
  }

  /** Pieces of micro batches that there are not are left out. */
  add(kind: Piece["kind"], chunk: number): void {
    const microbatch = this.done(kind, chunk);
    this.#next[kind][chunk] = microbatch + 1;
    if (microbatch < this.#microbatches) this.pieces.push({ kind, chunk, stage: this.#stage, microbatch });
  }

  /** Backward to inputs and at once to weights. */
  back(chunk: number): void {
    this.add("backward", chunk);
    this.add("weight", chunk);
  }

  done(kind: Piece["kind"], chunk: number): number {
    return this.#next[kind][chunk] ?? 0;
  }
}

/** Forward passes until the V is full, each chunk's first backward passes with the forward ones that let them start. */
function begin(program: Program, stages: number, stage: number): void {
  for (let turn = 0; turn < 2 * (stages - stage) - 1; turn++) program.add("forward", 0);
  for (let turn = 0; turn < stage; turn++) {
    program.add("forward", 1);
    program.add("forward", 0);
  }
  for (let turn = stage; turn < stages; turn++) {
    program.add("forward", 1);
    program.back(1);
  }
}

/** Backward passes without weights where another stage waits, then the weights put off. */
function drain(program: Program, stages: number, stage: number): void {
  for (let turn = 0; turn < stage; turn++) {
    program.add("backward", 0);
    program.add("backward", 1);
  }
  for (let turn = stage; turn < stages; turn++) program.back(0);
  for (const chunk of [1, 0]) {
    while (program.done("weight", chunk) < program.done("backward", chunk)) program.add("weight", chunk);
  }
}

/**
 * Pieces of one stage of a V, its first chunk on the way down and its second on the way up, in the order of a full V.
 * **Source** ZB-V, arXiv 2401.10241 section 6, as torch.distributed.pipelining orders it (ScheduleZBVZeroBubble).
 */
export function folded(times: SlotTimes, stage: number, microbatches: number): Piece[] {
  const stages = times.length;
  const full = Math.max(2 * stages - 1, microbatches);
  const program = new Program(stage, microbatches);
  begin(program, stages, stage);
  while (program.done("forward", 1) < program.done("forward", 0) || program.done("forward", 0) < full) {
    if (program.done("forward", 0) < full) program.add("forward", 0);
    program.back(0);
    program.add("forward", 1);
    program.back(1);
  }
  drain(program, stages, stage);
  return program.pieces;
}
