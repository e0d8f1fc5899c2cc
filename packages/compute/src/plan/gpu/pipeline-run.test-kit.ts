/** One pass of a stage: forward, backward to inputs, or backward to weights, of a chunk of a micro batch. */
export interface Pass {
  readonly kind: "F" | "B" | "W";
  readonly chunk: number;
  readonly batch: number;
}

/** Seconds of a whole stage's three passes. */
export interface PassSeconds {
  readonly F: number;
  readonly B: number;
  readonly W: number;
}

type Program = (stage: number) => Pass[];

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

/** Interleaved: rounds of p micro batches pass through all chunks, forward from the first, backward from the last. */
export const interleaved =
  (p: number, m: number, v: number): Program =>
  (stage) => {
    const at = (kind: "F" | "B", turn: number): Pass => {
      const chunk = Math.floor(turn / p) % v;
      const batch = Math.floor(turn / (p * v)) * p + (turn % p);
      return { kind, chunk: kind === "F" ? chunk : v - 1 - chunk, batch };
    };
    const warm = Math.min(m * v, 2 * (p - stage - 1) + (v - 1) * p);
    const passes = Array.from({ length: warm }, (_, turn) => at("F", turn));
    for (let turn = 0; turn < m * v; turn++) {
      if (turn + warm < m * v) passes.push(at("F", turn + warm));
      passes.push(at("B", turn));
    }
    return passes;
  };

function neededBy({ kind, chunk, batch }: Pass, stage: number, p: number, v: number): string | undefined {
  if (kind === "W") return `B ${stage} ${chunk} ${batch}`;
  if (kind === "F") {
    if (stage > 0) return `F ${stage - 1} ${chunk} ${batch}`;
    return chunk > 0 ? `F ${p - 1} ${chunk - 1} ${batch}` : undefined;
  }
  if (stage < p - 1) return `B ${stage + 1} ${chunk} ${batch}`;
  return chunk < v - 1 ? `B 0 ${chunk + 1} ${batch}` : `F ${stage} ${chunk} ${batch}`;
}

/** Runs every stage's program in its order, each pass once what it needs is there. **Returns** seconds to the last. */
export function runPipeline(program: Program, p: number, v: number, seconds: PassSeconds, split: boolean): number {
  const programs = Array.from({ length: p }, (_, stage) => program(stage));
  const clocks = programs.map(() => 0);
  const places = programs.map(() => 0);
  const done = new Map<string, number>();
  const lengths = { F: seconds.F / v, B: (split ? seconds.B : seconds.B + seconds.W) / v, W: seconds.W / v };
  for (let moved = true; moved;) {
    moved = false;
    for (const [stage, passes] of programs.entries()) {
      const pass = passes[places[stage] ?? 0];
      if (!pass) continue;
      const needed = neededBy(pass, stage, p, v);
      const ready = needed === undefined ? 0 : done.get(needed);
      if (ready === undefined) continue;
      const end = Math.max(clocks[stage] ?? 0, ready) + lengths[pass.kind];
      clocks[stage] = end;
      places[stage] = (places[stage] ?? 0) + 1;
      done.set(`${pass.kind} ${stage} ${pass.chunk} ${pass.batch}`, end);
      moved = true;
    }
  }
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
