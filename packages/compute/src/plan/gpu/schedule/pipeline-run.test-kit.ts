import { roundOf } from "../pipeline.ts";

/** One pass of a stage: forward, backward to inputs, or backward to weights, of a chunk of a micro batch. */
export interface Pass {
  readonly kind: "F" | "B" | "W";
  readonly chunk: number;
  readonly batch: number;
}

/** **Returns** the passes of a stage in their order. */
export type Program = (stage: number) => Pass[];

/** 1F1B, or with `split` ZB-H1: as many weight passes wait on a stage as there are stages before it. */
export const alternating =
  (p: number, m: number, split: boolean): Program =>
  (stage) => {
    const passes: Pass[] = [];
    const next = { F: 0, B: 0, W: 0 };
    const add = (kind: Pass["kind"]) => {
      if (next[kind] < m) passes.push({ kind, chunk: 0, batch: next[kind]++ });
    };
    for (let warm = stage; warm < p; warm++) add("F");
    for (let step = 0; step < m; step++) {
      add("B");
      if (split && step >= stage) add("W");
      add("F");
    }
    while (split && next.W < m) add("W");
    return passes;
  };

/**
 * Interleaved: rounds of micro batches pass through all chunks, forward from the first, backward from the last, in the
 * order of Megatron Core's pipeline_parallel/schedules.py, get_schedule_table.
 */
export const interleaved =
  (p: number, m: number, v: number, size = roundOf(p, m)): Program =>
  (stage) => {
    const table: Omit<Pass, "kind">[] = [];
    for (let begin = 0; begin < m; begin += size) {
      const end = Math.min(m, begin + size);
      for (let chunk = 0; chunk < v; chunk++) {
        for (let batch = begin; batch < end; batch++) table.push({ chunk, batch });
      }
    }
    const forwards = table.map((each): Pass => ({ kind: "F", ...each }));
    const backwards = table.map(({ chunk, batch }): Pass => ({ kind: "B", chunk: v - 1 - chunk, batch }));
    const warm = Math.min(m * v, 2 * (p - stage - 1) + (v - 1) * size);
    const passes = forwards.slice(0, warm);
    for (const [turn, back] of backwards.entries()) {
      const next = forwards[turn + warm];
      if (next) passes.push(next);
      passes.push(back);
    }
    return passes;
  };

/** A V of so many stages in the order of torch.distributed.pipelining's ScheduleZBVZeroBubble. */
export const folded =
  (p: number, m: number): Program =>
  (stage) => {
    const passes: Pass[] = [];
    const counts = new Map<string, number>();
    const add = (...names: string[]) => {
      for (const name of names) {
        const batch = counts.get(name) ?? 0;
        counts.set(name, batch + 1);
        if (batch < m) passes.push({ kind: name.charAt(0) as Pass["kind"], chunk: Number(name.charAt(1)), batch });
      }
    };
    const count = (name: string) => counts.get(name) ?? 0;
    const repeat = (times: number, ...names: string[]) => {
      for (let turn = 0; turn < times; turn++) add(...names);
    };
    const planned = Math.max(2 * p - 1, m);
    repeat(2 * (p - stage) - 1, "F0");
    repeat(stage, "F1", "F0");
    repeat(p - stage, "F1", "B1", "W1");
    while (count("F1") < count("F0") || count("F0") < planned) {
      if (count("F0") < planned) add("F0");
      add("B0", "W0", "F1", "B1", "W1");
    }
    repeat(stage, "B0", "B1");
    repeat(p - stage, "B0", "W0");
    repeat(count("B1") - count("W1"), "W1");
    repeat(count("B0") - count("W0"), "W0");
    return passes;
  };

/** A pipeline to run: seconds of every pass, and of a message between two stages. */
export interface Run {
  readonly stages: number;
  readonly chunks: number;
  readonly seconds: (kind: Pass["kind"], stage: number, chunk: number) => number;
  readonly flight?: number;
  /** Every other chunk runs from the last stage to the first. */
  readonly folds?: boolean;
}

interface Needed {
  readonly key: string;
  readonly stage: number;
}

function neededBy({ kind, chunk, batch }: Pass, stage: number, run: Run): Needed | undefined {
  const { stages: p, chunks: v, folds = false } = run;
  const key = (of: string, at: number, part: number): Needed => ({ key: `${of} ${at} ${part} ${batch}`, stage: at });
  if (kind === "W") return key("B", stage, chunk);
  // Places in the order in which a micro batch passes them forward.
  const up = folds && chunk % 2 === 1;
  const place = chunk * p + (up ? p - 1 - stage : stage);
  const before = kind === "F" ? place - 1 : place + 1;
  if (before < 0) return undefined;
  if (before >= p * v) return key("F", stage, chunk);
  const part = Math.floor(before / p);
  const along = before % p;
  return key(kind, folds && part % 2 === 1 ? p - 1 - along : along, part);
}

function readyAt(needed: Needed | undefined, stage: number, done: ReadonlyMap<string, number>, flight: number) {
  if (!needed) return 0;
  const ended = done.get(needed.key);
  return ended === undefined || needed.stage === stage ? ended : ended + flight;
}

/** Runs every stage's program in its order, each pass once what it needs is there. **Returns** seconds to the last. */
export function runPipeline(program: Program, run: Run): number {
  const programs = Array.from({ length: run.stages }, (_, stage) => program(stage));
  const clocks = programs.map(() => 0);
  const places = programs.map(() => 0);
  const done = new Map<string, number>();
  for (let moved = true; moved;) {
    moved = false;
    for (const [stage, passes] of programs.entries()) {
      const pass = passes[places[stage] ?? 0];
      if (!pass) continue;
      const ready = readyAt(neededBy(pass, stage, run), stage, done, run.flight ?? 0);
      if (ready === undefined) continue;
      const end = Math.max(clocks[stage] ?? 0, ready) + run.seconds(pass.kind, stage, pass.chunk);
      clocks[stage] = end;
      places[stage] = (places[stage] ?? 0) + 1;
      done.set(`${pass.kind} ${stage} ${pass.chunk} ${pass.batch}`, end);
      moved = true;
    }
  }
  if (programs.some((passes, stage) => (places[stage] ?? 0) < passes.length)) throw new Error("a stage waits for ever");
  return Math.max(...clocks);
}

/** **Returns** the most chunks of activations that a stage's program holds at once, let go by `last`. */
export function chunksHeld(passes: readonly Pass[], last: "B" | "W"): number {
  let [held, most] = [0, 0];
  for (const { kind } of passes) {
    if (kind === "F") held++;
    most = Math.max(most, held);
    if (kind === last) held--;
  }
  return most;
}
