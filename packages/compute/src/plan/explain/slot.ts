import type { PassTimes } from "../gpu/schedule/times.ts";
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

/** Durations of one micro batch's passes by stage, then chunk. **Unit** s. */
export type SlotTimes = readonly (readonly PassTimes[])[];

/** A piece of work before it has its time. */
export type Piece = Omit<Slot, "start" | "end">;

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

const kinds = { forward: 0, backward: 1, weight: 2 } as const;

/** When pieces ended; NaN for those that have not. */
export interface Ends {
  readonly of: (piece: Piece) => number;
  readonly set: (slot: Slot) => void;
}

/** **Returns** a place to note when the pieces of a step end. */
export function endsOf(times: SlotTimes, microbatches: number): Ends {
  const stages = times.length;
  const chunks = times[0]?.length ?? 1;
  const ended = new Float64Array(3 * chunks * stages * microbatches).fill(Number.NaN);
  const at = ({ kind, chunk, stage, microbatch }: Piece): number =>
    ((kinds[kind] * chunks + chunk) * stages + stage) * microbatches + microbatch;
  return {
    of: (piece) => ended[at(piece)] ?? Number.NaN,
    set: (slot) => {
      ended[at(slot)] = slot.end;
    },
  };
}

/** A step to draw: `flight` is how long a message is under way between two stages. **Unit** s. */
export interface Drawing {
  readonly schedule: PipelineSchedule;
  readonly times: SlotTimes;
  readonly microbatches: number;
  /** Micro batches that interleaved stages take through one chunk before the next. */
  readonly round: number;
  readonly flight: number;
}

/** **Returns** when a piece may start: once what it needs is there, NaN while that has not ended. **Unit** s. */
export function readyAt({ schedule, times, flight }: Drawing, ends: Ends, piece: Piece): number {
  const needed = needsOf(schedule, times, piece);
  if (!needed) return 0;
  return ends.of(needed) + (needed.stage === piece.stage ? 0 : flight);
}

/** **Returns** the piece at its time. */
export function place(times: SlotTimes, piece: Piece, start: number): Slot {
  const { kind, chunk, stage, microbatch } = piece;
  return { stage, chunk, microbatch, kind, start, end: start + (times[stage]?.[chunk]?.[kind] ?? 0) };
}
