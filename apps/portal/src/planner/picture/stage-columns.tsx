"use client";

import type { StageBars } from "@ingot/compute";
import { memo, type PointerEvent, useCallback, useRef } from "react";
import classes from "../planner.module.css";
import type { Inks } from "./canvas.ts";
import { tintOf } from "./tint.ts";
import { useSheet } from "./use-sheet.ts";
import { useWidth } from "./use-width.ts";

const height = 208;
/** **Unit** px. */
const columnMost = 80;

type Stage = Pick<StageBars, "stage" | "parts" | "available">;

type Tint = ReturnType<typeof tintOf>;

/** Lines over a kind's colour, so that kinds are told apart without it: where they run, and how far apart. */
const strokes: Readonly<Partial<Record<Tint, (pen: CanvasRenderingContext2D, box: Box) => void>>> = {
  b: (pen, { left, top, wide, high }) => {
    for (let x = left + 3.5; x < left + wide; x += 4) line(pen, x, top, x, top + high);
  },
  c: (pen, { left, top, wide, high }) => {
    for (let y = top + 3; y < top + high; y += 6) {
      for (let x = left + 3; x < left + wide; x += 6) pen.rect(x, y, 0.5, 0.5);
    }
  },
  d: (pen, { left, top, wide, high }) => {
    for (let y = 0; y < high + wide; y += 7) line(pen, left, top + y, left + y, top);
  },
  f: (pen, { left, top, wide, high }) => {
    for (let y = top + 3.5; y < top + high; y += 4) line(pen, left, y, left + wide, y);
  },
};

interface Box {
  readonly left: number;
  readonly top: number;
  readonly wide: number;
  readonly high: number;
}

function line(pen: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  pen.moveTo(x, y);
  pen.lineTo(toX, toY);
}

function drawPart(pen: CanvasRenderingContext2D, box: Box, tint: Tint, inks: Inks): void {
  const { left, top, wide, high } = box;
  pen.fillStyle = inks[tint];
  pen.fillRect(left, top, wide, high);
  const stroke = strokes[tint];
  if (!stroke || wide < 4) return;
  pen.save();
  pen.beginPath();
  pen.rect(left, top, wide, high);
  pen.clip();
  pen.beginPath();
  stroke(pen, box);
  pen.strokeStyle = "rgb(0 0 0 / 26%)";
  pen.lineWidth = 1;
  pen.stroke();
  pen.restore();
}

/** What is under which stage: columns of equal width with gaps between. **Unit** px. */
function columnAt(count: number, width: number) {
  const gap = count > 24 ? 1 : 3;
  const wide = Math.min(columnMost, Math.max(1, (width - gap * (count - 1)) / count));
  return { wide, gap, left: (index: number) => index * (wide + gap) };
}

function drawColumns(
  pen: CanvasRenderingContext2D,
  stages: readonly Stage[],
  chosen: number,
  width: number,
  inks: Inks,
): void {
  const { wide, left } = columnAt(stages.length, width);
  pen.clearRect(0, 0, width, height);
  for (const [index, { stage, parts, available }] of stages.entries()) {
    const x = left(index);
    pen.fillStyle = inks.sunken;
    pen.fillRect(x, 0, wide, height);
    let floor = height;
    for (const [kind, part] of parts.entries()) {
      const high = (part.bytes / available) * height;
      floor -= high;
      if (high < 0.25) continue;
      drawPart(pen, { left: x, top: floor, wide, high: Math.max(0.5, high - 1) }, tintOf(part.kind, kind), inks);
    }
    if (stage !== chosen) continue;
    pen.strokeStyle = inks.text;
    pen.lineWidth = 2;
    pen.strokeRect(x + 1, 1, Math.max(1, wide - 2), height - 2);
  }
}

interface StageColumnsProps {
  readonly stages: readonly Stage[];
  /** The stage that the legend tells of. */
  readonly chosen: number;
  readonly label: string;
  readonly onLook: (stage: number) => void;
}

/** A column of kinds for each stage, against all the memory there is; the table behind has the numbers. */
export const StageColumns = memo(function StageColumns({ stages, chosen, label, onLook }: StageColumnsProps) {
  const { holder, width } = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const draw = useCallback(
    (pen: CanvasRenderingContext2D, inks: Inks) => drawColumns(pen, stages, chosen, width, inks),
    [stages, chosen, width],
  );
  useSheet(canvas, width, height, draw);
  const look = (event: PointerEvent<HTMLCanvasElement>) => {
    const { wide, gap } = columnAt(stages.length, width);
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const stage = stages[Math.floor(x / (wide + gap))];
    if (stage && stage.stage !== chosen) onLook(stage.stage);
  };
  return (
    <div ref={holder} className={classes.columns}>
      <canvas ref={canvas} role="img" aria-label={label} onPointerMove={look} onPointerDown={look} />
    </div>
  );
});
