import type { StreamingTimeline, TimelineLane, TimelineSegment } from "@ingot/compute";

export const lanes: readonly { readonly lane: TimelineLane; readonly label: string }[] = [
  { lane: "weights-in", label: "Weights in" },
  { lane: "compute", label: "Compute" },
  { lane: "gradients-out", label: "Gradients out" },
  { lane: "activations", label: "Activations" },
];

/** **Unit** s. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Segments of one lane that are in the window, in time order as they come. */
export const seen = ({ segments }: StreamingTimeline, { from, to }: Window): readonly TimelineSegment[] =>
  segments.filter((segment) => segment.to >= from && segment.from <= to);

/** The segment of a lane at a moment; null while nothing happens there. */
export function segmentAt({ segments }: StreamingTimeline, lane: TimelineLane, at: number): TimelineSegment | null {
  return segments.find((segment) => segment.lane === lane && at >= segment.from && at <= segment.to) ?? null;
}

/** Round moments for an axis, about `count` of them: steps of 1, 2 or 5. */
export function ticks({ from, to }: Window, count: number): readonly number[] {
  const rough = (to - from) / Math.max(1, count);
  if (!(rough > 0)) return [];
  const scale = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * scale).find((each) => each >= rough) ?? rough;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, index) => (first + index) * step);
}

const passWords: Readonly<Record<TimelineSegment["pass"], string>> = {
  forward: "forward",
  backward: "backward",
  head: "forward and backward",
  recompute: "forward again",
};

/** Which layer a segment belongs to, and on which way. */
export const nameOf = ({ layer, pass }: TimelineSegment, layers: number): string =>
  `${layer === layers ? "Output layer" : `Layer ${layer + 1}`}, ${passWords[pass]}`;

/** One row of the table: a pass of a layer, with the length of each of its segments. **Unit** s. */
export interface PassRow {
  readonly name: string;
  readonly layer: number;
  readonly from: number;
  readonly lengths: Readonly<Partial<Record<TimelineLane, number>>>;
}

/** The passes in the order in which they compute. */
export function passRows({ segments, layers }: StreamingTimeline): PassRow[] {
  const rows = new Map<
    string,
    { name: string; layer: number; from: number; lengths: Partial<Record<TimelineLane, number>> }
  >();
  for (const segment of segments) {
    const name = nameOf(segment, layers);
    const row = rows.get(name) ?? { name, layer: segment.layer, from: segment.from, lengths: {} };
    row.lengths[segment.lane] = segment.to - segment.from;
    if (segment.lane === "compute") row.from = segment.from;
    rows.set(name, row);
  }
  return [...rows.values()].toSorted((left, right) => left.from - right.from);
}
