import type { StreamingTimeline, TimelineLane, TimelineSegment } from "@ingot/compute";
import { count, duration } from "../text.ts";
import { percent, wrap, type Ink, type Paper } from "./paper.ts";

const lanes: readonly (readonly [lane: TimelineLane, label: string, ink: Ink])[] = [
  ["weights-in", "Weights in", "blue"],
  ["compute", "Compute", "green"],
  ["gradients-out", "Gradients out", "magenta"],
  ["activations", "Activations", "yellow"],
];
const labelWidth = Math.max(...lanes.map(([, label]) => label.length));
/** Of the busy share behind each lane. */
const shareWidth = 9;
const shades = [" ", "░", "▒", "▓", "█"] as const;

/** How much of each of `width` equal spans the segments fill. */
function filled(segments: readonly TimelineSegment[], from: number, to: number, width: number): number[] {
  const span = (to - from) / width;
  return Array.from({ length: width }, (_, at) => {
    const [begins, ends] = [from + at * span, from + (at + 1) * span];
    const busy = segments.reduce(
      (sum, each) => sum + Math.max(0, Math.min(ends, each.to) - Math.max(begins, each.from)),
      0,
    );
    return Math.min(1, busy / span);
  });
}

/** A span that is busy at all shows, and only one that is always busy is full. */
const shadeOf = (share: number): string =>
  share <= 0.005 ? shades[0] : share >= 0.995 ? shades[4] : (shades[1 + Math.floor(share * 3)] ?? shades[3]);

function pictureLines({ segments }: StreamingTimeline, from: number, to: number, paper: Paper): string[] {
  const width = Math.max(16, paper.width - labelWidth - 6 - shareWidth);
  const drawn = lanes
    .map(([lane, label, ink]) => ({ label, ink, own: segments.filter((each) => each.lane === lane) }))
    .filter(({ own }) => own.length > 0)
    .map(({ label, ink, own }) => {
      const busy = filled(own, from, to, width);
      const share = percent(busy.reduce((sum, each) => sum + each, 0) / width).padStart(shareWidth);
      return `  ${label.padEnd(labelWidth)}  ${paper.paint(ink, busy.map(shadeOf).join(""))}${share}`;
    });
  const [begins, ends] = [duration(from), duration(to)];
  const axis = `${" ".repeat(labelWidth + 4)}${begins}${ends.padStart(Math.max(1, width - begins.length))}`;
  return [...drawn, paper.paint("dim", axis)];
}

/** Layers shown on each side of the turn from forward to backward. */
const around = 1;

/** Where forward turns to backward: the last layers, the output layer, the last layers back. */
function turnOf({ segments, layers }: StreamingTimeline): readonly [number, number] {
  const near = segments.filter(({ layer, lane }) => lane === "compute" && layer >= layers - around);
  return [Math.min(...near.map(({ from }) => from)), Math.max(...near.map(({ to }) => to))];
}

/** One micro batch as it streams: the whole of it, then the turn from forward to backward, layer by layer. */
export function timelineLines(timeline: StreamingTimeline, paper: Paper): string[] {
  const { microbatchTime, repeats, layers } = timeline;
  const times = repeats === 1 ? "once" : `${count(repeats)} times`;
  const [from, to] = turnOf(timeline);
  return [
    ...wrap(
      `One micro batch of ${duration(microbatchTime)}, ${times} a step: ${layers} layers forward, the output layer, ${layers} layers backward.`,
      paper.width,
    ),
    ...pictureLines(timeline, 0, microbatchTime, paper),
    ...wrap(
      `The turn from forward to backward: layer ${layers}, the output layer, layer ${layers} back; the share of each lane is its busy time.`,
      paper.width,
    ),
    ...pictureLines(timeline, from, to, paper),
  ];
}
