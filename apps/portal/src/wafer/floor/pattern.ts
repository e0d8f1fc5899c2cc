import type { BoundLook } from "./bounds.ts";

/** **Unit** pixels of a tile. */
const tile = 8;

function strokes(context: CanvasRenderingContext2D, pattern: BoundLook["pattern"]): void {
  context.beginPath();
  if (pattern === "dots") context.arc(tile / 2, tile / 2, 1.4, 0, 2 * Math.PI);
  if (pattern === "rising" || pattern === "crossed") {
    for (const shift of [-tile, 0, tile]) {
      context.moveTo(shift, tile);
      context.lineTo(shift + tile, 0);
    }
  }
  if (pattern === "crossed") {
    for (const shift of [-tile, 0, tile]) {
      context.moveTo(shift, 0);
      context.lineTo(shift + tile, tile);
    }
  }
  if (pattern === "level") {
    context.moveTo(0, tile / 2);
    context.lineTo(tile, tile / 2);
  }
  if (pattern === "dots") context.fill();
  else context.stroke();
}

/** A tile of strokes in a colour, to be laid over a fill; null for a plain surface. */
export function patternOf(
  context: CanvasRenderingContext2D,
  pattern: BoundLook["pattern"],
  color: string,
): CanvasPattern | null {
  if (pattern === "plain") return null;
  const canvas = document.createElement("canvas");
  canvas.width = tile;
  canvas.height = tile;
  const own = canvas.getContext("2d");
  if (!own) return null;
  own.strokeStyle = color;
  own.fillStyle = color;
  own.lineWidth = 1.2;
  strokes(own, pattern);
  return context.createPattern(canvas, "repeat");
}
