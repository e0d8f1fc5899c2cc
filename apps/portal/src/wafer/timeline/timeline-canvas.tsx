"use client";

import { Button, Group } from "@mantine/core";
import type { StreamingTimeline, TimelineSegment } from "@ingot/compute";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { formatDuration } from "../../format/duration.ts";
import { usePicture } from "../use-picture.ts";
import classes from "../wafer.module.css";
import { laneAt, paintTimeline } from "./paint-timeline.ts";
import { lanes, nameOf, segmentAt } from "./window.ts";

interface TimelineCanvasProps {
  readonly timeline: StreamingTimeline;
  readonly label: string;
}

/** How many times wider than the page the micro batch is drawn. */
const widths = [1, 2, 4, 8, 16, 32, 64] as const;

const tellOf = (segment: TimelineSegment, layers: number): string => {
  const lane = lanes.find((each) => each.lane === segment.lane)?.label ?? segment.lane;
  const { from, to } = segment;
  return `${nameOf(segment, layers)}: ${lane.toLowerCase()} for ${formatDuration(to - from)}, from ${formatDuration(from)} to ${formatDuration(to)}`;
};

/** How wide the micro batch is drawn, and what of it is in the window. */
function useScroll(length: number, pixels: number) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState<number>(widths[0]);
  const [scrolled, setScrolled] = useState(0);
  const from = (scrolled / Math.max(1, pixels * width)) * length;
  const widen = (next: number) => {
    const middle = (scrolled + pixels / 2) / width;
    setWidth(next);
    // The room for it is there after this render.
    requestAnimationFrame(() => frame.current?.scrollTo({ left: middle * next - pixels / 2 }));
  };
  return { frame, width, window: { from, to: from + length / width }, setScrolled, widen };
}

interface WidthButtonsProps {
  readonly width: number;
  readonly onWiden: (width: number) => void;
}

function WidthButtons({ width, onWiden }: WidthButtonsProps) {
  return (
    <Group gap="xs" mt={4}>
      <Button size="compact-sm" variant="default" disabled={width === widths[0]} onClick={() => onWiden(width / 2)}>
        Narrower
      </Button>
      <Button size="compact-sm" variant="default" disabled={width === widths.at(-1)} onClick={() => onWiden(width * 2)}>
        Wider
      </Button>
      <span className={classes.hint}>
        {width === 1 ? "The whole micro batch" : `Drawn ${width} times as wide as the page, scrolls sideways`}; backward
        work is hatched.
      </span>
    </Group>
  );
}

/** One micro batch over time, to scale; wider than the page it scrolls by itself. */
export function TimelineCanvas({ timeline, label }: TimelineCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { picture, palette } = usePicture(canvas);
  const { frame, width, window, setScrolled, widen } = useScroll(timeline.microbatchTime, picture.width);
  const [chosen, setChosen] = useState<TimelineSegment | null>(null);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || picture.width === 0) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    paintTimeline(context, { timeline, window, picture, chosen }, palette);
  });
  const point = ({ nativeEvent }: PointerEvent) => {
    const lane = laneAt(picture, nativeEvent.offsetY);
    const at = window.from + (nativeEvent.offsetX / picture.width) * (window.to - window.from);
    setChosen(lane ? segmentAt(timeline, lane, at) : null);
  };
  return (
    <div>
      <div className={classes.timeline}>
        <div className={classes.lanes} aria-hidden>
          {lanes.map((each) => (
            <span key={each.lane}>{each.label}</span>
          ))}
        </div>
        <div
          ref={frame}
          className={classes.scroller}
          role="group"
          aria-label="Timeline, scrolls sideways"
          tabIndex={0}
          onScroll={(event) => setScrolled(event.currentTarget.scrollLeft)}
        >
          <div style={{ width: `${width * 100}%` }}>
            <canvas
              ref={canvas}
              className={classes.track}
              style={{ width: `${100 / width}%` }}
              width={Math.round(picture.width * devicePixelRatio)}
              height={Math.round(picture.height * devicePixelRatio)}
              role="img"
              aria-label={label}
              onPointerMove={point}
              onPointerDown={point}
              onPointerLeave={() => setChosen(null)}
            />
          </div>
        </div>
      </div>
      <div className={classes.told}>{chosen ? tellOf(chosen, timeline.layers) : "Point at a bar to read it."}</div>
      <WidthButtons width={width} onWiden={widen} />
    </div>
  );
}
