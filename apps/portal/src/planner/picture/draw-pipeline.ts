import type { PipelineView } from "../worker/message.ts";
import { evenAxis } from "./axis.ts";
import type { Inks } from "./canvas.ts";
import type { PipelineScale } from "./pipeline-scale.ts";

/** What part of the picture is in sight, and how it is laid out. **Unit** px. */
export interface PipelineFrame {
  readonly scale: PipelineScale;
  readonly scrolled: number;
  readonly width: number;
  readonly row: number;
  readonly label: number;
}

export const axisHeight = 22;

/** A slot as numbers; a column that ends early counts as 0, which none does. */
function slotOf({ slots }: PipelineView, index: number) {
  const at = (column: ArrayLike<number>): number => column[index] ?? 0;
  return {
    stage: at(slots.stage),
    chunk: at(slots.chunk),
    kind: at(slots.kind),
    microbatch: at(slots.microbatch),
    start: at(slots.start),
    end: at(slots.end),
  };
}

type PipelineSlot = ReturnType<typeof slotOf>;

function fillSlot(pen: CanvasRenderingContext2D, slot: PipelineSlot, frame: PipelineFrame, inks: Inks): void {
  const { scale, scrolled, width, row, label } = frame;
  const left = label + scale.x(slot.start) - scrolled;
  const wide = label + scale.x(slot.end) - scrolled - left;
  if (left + wide < label || left > width) return;
  const top = slot.stage * row;
  pen.globalAlpha = 1 - 0.14 * (slot.chunk % 4);
  pen.fillStyle = [inks.a, inks.d, inks.b][slot.kind] ?? inks.e;
  pen.fillRect(left, top + 0.5, Math.max(0.5, wide - (wide > 4 ? 1 : 0)), row - (row > 4 ? 1 : 0));
  if (wide < 18 || row < 13) return;
  pen.globalAlpha = 1;
  pen.fillStyle = inks.surface;
  pen.fillText(String(slot.microbatch + 1), left + wide / 2, top + row / 2 + 1);
}

function fillSlots(pen: CanvasRenderingContext2D, view: PipelineView, frame: PipelineFrame, inks: Inks): void {
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.font = `10px ${inks.font}`;
  for (let index = 0; index < view.slots.stage.length; index++) fillSlot(pen, slotOf(view, index), frame, inks);
  pen.globalAlpha = 1;
}

function drawBreak(pen: CanvasRenderingContext2D, view: PipelineView, frame: PipelineFrame, inks: Inks): void {
  if (!view.elided) return;
  const { scale, scrolled, label, row } = frame;
  const left = label + scale.x(view.elided.from) - scrolled;
  const right = label + scale.x(view.elided.to) - scrolled;
  const height = view.stages * row;
  pen.fillStyle = inks.surface;
  pen.fillRect(left, 0, right - left, height);
  pen.strokeStyle = inks.quiet;
  pen.beginPath();
  for (let y = 0; y < height; y += 8) {
    for (const edge of [left, right]) {
      pen.moveTo(edge, y);
      pen.lineTo(edge + 4, y + 4);
      pen.lineTo(edge, y + 8);
    }
  }
  pen.stroke();
  pen.fillStyle = inks.quiet;
  pen.textAlign = "center";
  pen.font = `11px ${inks.font}`;
  pen.fillText("…", (left + right) / 2, height / 2);
}

const tickText = (seconds: number): string =>
  seconds >= 1 ? `${Number(seconds.toPrecision(4))} s` : `${Number((seconds * 1000).toPrecision(4))} ms`;

/** Ticks on either side of the break: over the whole length they would all fall into what is left out. */
function drawnTicks({ elided }: PipelineView, low: number, high: number): readonly number[] {
  const ticks = (from: number, to: number) => (from < to ? evenAxis(from, to, 0, 1, elided ? 4 : 7).ticks : []);
  if (!elided) return ticks(low, high);
  return [...ticks(low, Math.min(high, elided.from)), ...ticks(Math.max(low, elided.to), high)];
}

function drawAxis(pen: CanvasRenderingContext2D, view: PipelineView, frame: PipelineFrame, inks: Inks): void {
  const { scale, scrolled, width, label, row } = frame;
  const height = view.stages * row;
  const low = scale.seconds(scrolled);
  const high = scale.seconds(scrolled + width - label);
  pen.fillStyle = inks.quiet;
  pen.strokeStyle = inks.line;
  pen.font = `11px ${inks.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  let free = -Infinity;
  for (const tick of drawnTicks(view, low, high)) {
    const x = label + scale.x(tick) - scrolled;
    if (x < free || x > width - 24 || x < label) continue;
    free = x + 64;
    pen.fillRect(x, height, 1, 4);
    pen.fillText(tickText(tick), Math.max(x, label + 12), height + 7);
  }
}

/** Draws the part of the schedule that is in sight: stages from top to bottom, time from left to right. */
export function drawPipeline(
  pen: CanvasRenderingContext2D,
  view: PipelineView,
  frame: PipelineFrame,
  inks: Inks,
): void {
  const { width, row, label } = frame;
  const height = view.stages * row;
  pen.clearRect(0, 0, width, height + axisHeight);
  pen.fillStyle = inks.sunken;
  pen.fillRect(label, 0, width - label, height);
  fillSlots(pen, view, frame, inks);
  drawBreak(pen, view, frame, inks);
  pen.fillStyle = inks.surface;
  pen.fillRect(0, 0, label, height + axisHeight);
  pen.fillStyle = inks.quiet;
  pen.textAlign = "right";
  pen.textBaseline = "middle";
  pen.font = `11px ${inks.font}`;
  const every = Math.max(1, Math.ceil(13 / row));
  for (let stage = 0; stage < view.stages; stage += every) pen.fillText(String(stage), label - 8, (stage + 0.5) * row);
  drawAxis(pen, view, frame, inks);
}
