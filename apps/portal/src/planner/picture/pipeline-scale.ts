import type { PipelineView } from "../worker/message.ts";

/** Pixels of the steady middle that is left out. */
export const breakWidth = 56;

/** Time on paper: to scale, but for the steady middle, which is left out. */
export interface PipelineScale {
  readonly width: number;
  readonly x: (seconds: number) => number;
  readonly seconds: (x: number) => number;
}

/** **Returns** the scale at which the drawn part of a step takes `width` pixels. */
export function pipelineScale(
  { length, elided }: Pick<PipelineView, "length" | "elided">,
  width: number,
): PipelineScale {
  if (!elided) {
    const each = width / length;
    return { width, x: (seconds) => seconds * each, seconds: (x) => x / each };
  }
  const gone = elided.to - elided.from;
  const each = (width - breakWidth) / (length - gone);
  const edge = elided.from * each;
  return {
    width,
    x: (seconds) => {
      if (seconds <= elided.from) return seconds * each;
      if (seconds >= elided.to) return edge + breakWidth + (seconds - elided.to) * each;
      return edge + ((seconds - elided.from) / gone) * breakWidth;
    },
    seconds: (x) => {
      if (x <= edge) return x / each;
      if (x >= edge + breakWidth) return elided.to + (x - edge - breakWidth) / each;
      return elided.from + ((x - edge) / breakWidth) * gone;
    },
  };
}

/** One stage's work in numbers, for the table behind the picture. **Unit** s. */
export interface StageRow {
  readonly stage: number;
  /** When it first has something to do. */
  readonly begins: number;
  readonly forward: number;
  readonly backward: number;
  readonly weight: number;
}

/** Mean duration of each kind of work of each stage, and when the stage begins. */
export function stageRows({ stages, slots }: Pick<PipelineView, "stages" | "slots">): StageRow[] {
  const sums = Array.from({ length: stages }, () => ({ begins: Infinity, total: [0, 0, 0], count: [0, 0, 0] }));
  for (let index = 0; index < slots.stage.length; index++) {
    const row = sums[slots.stage[index] ?? 0];
    const kind = slots.kind[index] ?? 0;
    const [start = 0, end = 0] = [slots.start[index], slots.end[index]];
    if (!row) continue;
    row.begins = Math.min(row.begins, start);
    row.total[kind] = (row.total[kind] ?? 0) + end - start;
    row.count[kind] = (row.count[kind] ?? 0) + 1;
  }
  const mean = (row: (typeof sums)[number], kind: number) => (row.total[kind] ?? 0) / Math.max(1, row.count[kind] ?? 0);
  return sums.map((row, stage) => ({
    stage,
    begins: row.begins,
    forward: mean(row, 0),
    backward: mean(row, 1),
    weight: mean(row, 2),
  }));
}
