import type { StreamingTimeline, TimelineLane, TimelineSegment } from "@ingot/compute";
import { formatDuration } from "../../format/duration.ts";
import type { Palette } from "../floor/paint.ts";
import { patternOf } from "../floor/pattern.ts";
import type { Size } from "../floor/scene.ts";
import { lanes, seen, ticks, type Window } from "./window.ts";

const laneColors: Readonly<Record<TimelineLane, string>> = {
  "weights-in": "--ingot-info",
  compute: "--ingot-accent",
  "gradients-out": "--ingot-good",
  activations: "--ingot-warn",
};

/** **Unit** pixels. */
const axisHeight = 24;
const laneGap = 6;

const laneHeight = ({ height }: Size): number => (height - axisHeight) / lanes.length;

/** The lane at a height of the picture; undefined on the axis. */
export const laneAt = (picture: Size, y: number) => lanes[Math.floor((y - axisHeight) / laneHeight(picture))]?.lane;

interface PaintedTimeline {
  readonly timeline: StreamingTimeline;
  readonly window: Window;
  readonly picture: Size;
  readonly chosen: TimelineSegment | null;
}

function paintAxis(context: CanvasRenderingContext2D, { window, picture }: PaintedTimeline, palette: Palette): void {
  const perSecond = picture.width / (window.to - window.from);
  context.font = `12px ${palette("--mantine-font-family")}`;
  context.textBaseline = "middle";
  context.strokeStyle = palette("--ingot-line");
  context.fillStyle = palette("--mantine-color-dimmed");
  context.lineWidth = 1;
  for (const at of ticks(window, picture.width / 110)) {
    const x = Math.round((at - window.from) * perSecond) + 0.5;
    context.beginPath();
    context.moveTo(x, axisHeight - 4);
    context.lineTo(x, picture.height);
    context.stroke();
    const text = at === 0 ? "0" : formatDuration(at);
    if (x + context.measureText(text).width + 4 < picture.width) context.fillText(text, x + 3, axisHeight / 2);
  }
}

const letters: Readonly<Record<TimelineSegment["pass"], string>> = {
  forward: "→",
  backward: "←",
  head: "out",
  recompute: "again",
};

/** Backward work is hatched, so that the two ways are told apart without colour. */
function paintSegment(
  context: CanvasRenderingContext2D,
  painted: PaintedTimeline,
  segment: TimelineSegment,
  look: { readonly hatch: CanvasPattern | null; readonly palette: Palette },
): void {
  const { window, picture, chosen, timeline } = painted;
  const perSecond = picture.width / (window.to - window.from);
  const height = laneHeight(picture);
  const index = lanes.findIndex(({ lane }) => lane === segment.lane);
  const x = (segment.from - window.from) * perSecond;
  const y = axisHeight + index * height + laneGap / 2;
  const width = Math.max(1, (segment.to - segment.from) * perSecond - (perSecond > 200 ? 0.5 : 0));
  context.fillStyle = look.palette(laneColors[segment.lane]);
  context.fillRect(x, y, width, height - laneGap);
  if (segment.pass !== "forward" && look.hatch) {
    context.fillStyle = look.hatch;
    context.fillRect(x, y, width, height - laneGap);
  }
  if (segment === chosen) {
    context.strokeStyle = look.palette("--mantine-color-text");
    context.lineWidth = 2;
    context.strokeRect(x, y, width, height - laneGap);
  }
  const name = segment.layer === timeline.layers ? "out" : `${segment.layer + 1} ${letters[segment.pass]}`;
  if (context.measureText(name).width + 6 < width) {
    const left = Math.max(x, 0) + 3;
    context.fillStyle = look.palette("--ingot-surface");
    context.fillRect(left - 1, y + 3, context.measureText(name).width + 3, 15);
    context.fillStyle = look.palette("--mantine-color-text");
    context.fillText(name, left, y + 11);
  }
}

/** Draws what of a micro batch is in the window, to scale. */
export function paintTimeline(context: CanvasRenderingContext2D, painted: PaintedTimeline, palette: Palette): void {
  const { picture, timeline, window } = painted;
  context.clearRect(0, 0, picture.width, picture.height);
  context.fillStyle = palette("--ingot-sunken");
  const height = laneHeight(picture);
  for (const index of lanes.keys()) {
    context.fillRect(0, axisHeight + index * height + laneGap / 2, picture.width, height - laneGap);
  }
  paintAxis(context, painted, palette);
  const look = { hatch: patternOf(context, "rising", palette("--ingot-surface")), palette };
  for (const segment of seen(timeline, window)) paintSegment(context, painted, segment, look);
}
