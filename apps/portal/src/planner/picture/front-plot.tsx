"use client";

import { memo, type PointerEvent, useMemo, useRef, useState } from "react";
import classes from "../planner.module.css";
import type { FrontAxis, PlannerState } from "../state.ts";
import type { FrontPoint } from "../worker/message.ts";
import type { Inks } from "./canvas.ts";
import { drawFront, frontHeight, frontPaper, spotAt } from "./draw-front.ts";
import { axisSpecs } from "./front-axis.ts";
import { useSheet } from "./use-sheet.ts";
import { useWidth } from "./use-width.ts";

interface FrontPlotProps {
  readonly points: readonly FrontPoint[];
  readonly devices: number;
  readonly steps: number;
  readonly across: FrontAxis;
  readonly up: FrontAxis;
  readonly onChange: (change: Partial<PlannerState>) => void;
  readonly onLook: (point: FrontPoint | null) => void;
}

/** The scatter of layouts; who has no pointer finds them all in the table behind it. */
export const FrontPlot = memo(function FrontPlot(props: FrontPlotProps) {
  const { points, devices, steps, across, up, onChange, onLook } = props;
  const { holder, width } = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [looked, setLooked] = useState<FrontPoint | null>(null);
  const paper = useMemo(
    () => (width > 0 ? frontPaper({ points, devices, steps, across, up }, width) : null),
    [points, devices, steps, across, up, width],
  );
  const draw = useMemo(
    () => paper && ((pen: CanvasRenderingContext2D, inks: Inks) => drawFront(pen, paper, looked, inks)),
    [paper, looked],
  );
  useSheet(canvas, width, frontHeight, draw);
  const spotOf = (event: PointerEvent<HTMLCanvasElement>): FrontPoint | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return paper && spotAt(paper, event.clientX - box.left, event.clientY - box.top);
  };
  const look = (point: FrontPoint | null) => {
    if (point === looked) return;
    setLooked(point);
    onLook(point);
  };
  return (
    <div ref={holder} className={classes.plot}>
      <canvas
        ref={canvas}
        role="img"
        data-pointed={looked !== null || undefined}
        aria-label={`${points.length} layouts that no other beats in everything: ${axisSpecs[across].label.toLowerCase()} to the right, ${axisSpecs[up].label.toLowerCase()} upwards. The table behind has them all.`}
        onPointerMove={(event) => look(spotOf(event))}
        onPointerLeave={() => look(null)}
        onPointerUp={(event) => {
          const point = spotOf(event);
          if (point) onChange(point.change);
        }}
      />
    </div>
  );
});
