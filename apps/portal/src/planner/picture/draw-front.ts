import type { FrontAxis } from "../state.ts";
import type { FrontPoint } from "../worker/message.ts";
import type { Inks } from "./canvas.ts";
import { axisFor, axisSpecs } from "./front-axis.ts";

export const frontHeight = 300;
const edge = { left: 74, right: 16, top: 14, bottom: 40 };

interface FrontAsked {
  readonly points: readonly FrontPoint[];
  readonly devices: number;
  readonly steps: number;
  readonly across: FrontAxis;
  readonly up: FrontAxis;
}

interface Spot {
  readonly point: FrontPoint;
  readonly x: number;
  readonly y: number;
}

/** Points and ticks where they lie on paper. **Unit** px. */
export interface FrontPaper {
  readonly width: number;
  readonly devices: number;
  readonly spots: readonly Spot[];
  readonly across: { readonly label: string; readonly ticks: readonly { readonly x: number; readonly text: string }[] };
  readonly up: readonly { readonly y: number; readonly text: string }[];
}

/** Lays the points out over so much width; what is drawn last lies above, so the pinned one comes last. */
export function frontPaper({ points, devices, steps, across, up }: FrontAsked, width: number): FrontPaper {
  const [x, y] = [axisSpecs[across], axisSpecs[up]];
  const [left, right] = [edge.left + 8, width - edge.right - 8];
  const [bottom, top] = [frontHeight - edge.bottom - 8, edge.top + 8];
  const acrossOf = (point: FrontPoint) => x.of(point, steps);
  const upOf = (point: FrontPoint) => y.of(point, steps);
  const horizontal = axisFor(x, points.map(acrossOf), left, right);
  const vertical = axisFor(y, points.map(upOf), bottom, top);
  const every = Math.max(1, Math.ceil(horizontal.ticks.length / Math.max(1, Math.floor(width / 130))));
  return {
    width,
    devices,
    spots: points
      .toSorted((before, after) => Number(before.pinned) - Number(after.pinned))
      .map((point) => ({ point, x: horizontal.at(acrossOf(point)), y: vertical.at(upOf(point)) })),
    across: {
      label: x.label,
      ticks: horizontal.ticks
        .filter((_, index) => index % every === 0)
        .map((tick) => ({ x: horizontal.at(tick), text: x.text(tick) })),
    },
    up: vertical.ticks.map((tick) => ({ y: vertical.at(tick), text: y.text(tick) })),
  };
}

/** The point under the pointer, within a finger's width. */
export function spotAt({ spots }: FrontPaper, x: number, y: number): FrontPoint | null {
  let nearest: Spot | null = null;
  let least = 11;
  for (const spot of spots) {
    const distance = Math.hypot(spot.x - x, spot.y - y);
    if (distance > least) continue;
    nearest = spot;
    least = distance;
  }
  return nearest?.point ?? null;
}

/** Shapes tell numbers of devices apart without colour. */
function markOf({ point, x, y }: Spot, devices: number): Path2D {
  const path = new Path2D();
  if (point.devices < devices) {
    path.moveTo(x, y - 5);
    path.lineTo(x + 5, y + 4);
    path.lineTo(x - 5, y + 4);
    path.closePath();
  } else if (point.devices > devices) path.rect(x - 4, y - 4, 8, 8);
  else path.arc(x, y, 4.5, 0, 2 * Math.PI);
  return path;
}

function drawSpots(pen: CanvasRenderingContext2D, paper: FrontPaper, looked: FrontPoint | null, inks: Inks): void {
  const { spots, devices } = paper;
  for (const spot of spots) {
    const { point } = spot;
    const mark = markOf(spot, devices);
    pen.fillStyle = point.devices < devices ? inks.a : point.devices > devices ? inks.c : inks.accent;
    pen.strokeStyle = point.pinned || point === looked ? inks.text : inks.surface;
    pen.lineWidth = point.pinned ? 2.5 : point === looked ? 2 : 1;
    pen.fill(mark);
    pen.stroke(mark);
  }
}

/** Draws the axes and the points: one sheet instead of a hundred nodes, for it is drawn while the slider moves. */
export function drawFront(
  pen: CanvasRenderingContext2D,
  paper: FrontPaper,
  looked: FrontPoint | null,
  inks: Inks,
): void {
  const { width, across, up } = paper;
  const floor = frontHeight - edge.bottom;
  pen.clearRect(0, 0, width, frontHeight);
  pen.font = `12px ${inks.font}`;
  pen.strokeStyle = inks.line;
  pen.fillStyle = inks.quiet;
  pen.lineWidth = 1;
  pen.beginPath();
  for (const { y } of up) {
    pen.moveTo(edge.left, y);
    pen.lineTo(width - edge.right, y);
  }
  for (const { x } of across.ticks) {
    pen.moveTo(x, edge.top);
    pen.lineTo(x, floor);
  }
  pen.stroke();
  pen.textAlign = "right";
  for (const { y, text } of up) pen.fillText(text, edge.left - 8, y + 4);
  pen.textAlign = "center";
  for (const { x, text } of across.ticks) pen.fillText(text, x, floor + 16);
  pen.textAlign = "right";
  pen.font = `500 12px ${inks.font}`;
  pen.fillText(`${across.label} →`, width - edge.right, frontHeight - 6);
  drawSpots(pen, paper, looked, inks);
}
