import { boundLooks } from "./bounds.ts";
import type { Painted, Palette } from "./paint.ts";
import type { SceneWafer } from "./scene.ts";

/** Cores of one wafer that are in the picture. */
interface Seen {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function seenOf({ view, picture, scene }: Painted, wafer: SceneWafer): Seen {
  const clamp = (value: number, most: number) => Math.min(Math.max(Math.floor(value), 0), most - 1);
  return {
    left: clamp(view.x - wafer.x, scene.columns),
    right: clamp(view.x - wafer.x + picture.width / view.scale, scene.columns),
    top: clamp(view.y - wafer.y, scene.rows),
    bottom: clamp(view.y - wafer.y + picture.height / view.scale, scene.rows),
  };
}

/** Logical rows that may be in the picture: physical ones lie at most as much lower as rows are left out. */
function rowsSeen({ floor }: Painted, { top, bottom }: Seen): readonly [number, number] {
  const { rows, meshRows } = floor.fabric;
  return [Math.max(0, top - (rows - meshRows) - 1), Math.min(meshRows - 1, bottom)];
}

/** Where a logical core lies on the wafer: a row, and mostly its own column. */
function physical({ coreOf, floor }: Painted, row: number, column: number): { row: number; column: number } {
  const { columns, meshColumns } = floor.fabric;
  const core = coreOf?.[row * meshColumns + column];
  return core === undefined ? { row, column } : { row: Math.floor(core / columns), column: core % columns };
}

/** Each core of the mesh as a square of its own, in the colour of the kernel that has it. */
function paintSquares(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  const { view } = painted;
  const seen = seenOf(painted, wafer);
  const [from, to] = rowsSeen(painted, seen);
  const size = view.scale - 1;
  for (const kernel of wafer.kernels) {
    context.fillStyle = palette(boundLooks[kernel.bound].color);
    context.globalAlpha = 0.5;
    const right = Math.min(seen.right, kernel.x + kernel.width - 1);
    for (let column = Math.max(seen.left, kernel.x); column <= right; column++) {
      const last = Math.min(to, kernel.y + kernel.height - 1);
      for (let row = Math.max(from, kernel.y); row <= last; row++) {
        const at = physical(painted, row, column);
        const x = (wafer.x + at.column - view.x) * view.scale;
        const y = (wafer.y + at.row - view.y) * view.scale;
        context.fillRect(x, y, size, size);
      }
    }
  }
  context.globalAlpha = 1;
}

/** The logical rows as lines through their cores: straight, and around what is dead. */
function paintRows(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  const { view } = painted;
  const seen = seenOf(painted, wafer);
  const [from, to] = rowsSeen(painted, seen);
  context.strokeStyle = palette("--mantine-color-text");
  context.lineWidth = 1.25;
  context.beginPath();
  for (let row = from; row <= to; row++) {
    for (let column = seen.left; column <= seen.right; column++) {
      const at = physical(painted, row, column);
      const x = (wafer.x + at.column + 0.5 - view.x) * view.scale;
      const y = (wafer.y + at.row + 0.5 - view.y) * view.scale;
      if (column === seen.left) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
  context.stroke();
}

function paintDead(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  const { view, floor } = painted;
  const { left, right, top, bottom } = seenOf(painted, wafer);
  const size = view.scale - 1;
  for (const { row, column } of floor.fabric.deadCores) {
    if (row < top || row > bottom || column < left || column > right) continue;
    const x = (wafer.x + column - view.x) * view.scale;
    const y = (wafer.y + row - view.y) * view.scale;
    context.fillStyle = palette("--mantine-color-text");
    context.fillRect(x, y, size, size);
    context.strokeStyle = palette("--ingot-surface");
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x + 2, y + 2);
    context.lineTo(x + size - 2, y + size - 2);
    context.moveTo(x + size - 2, y + 2);
    context.lineTo(x + 2, y + size - 2);
    context.stroke();
  }
}

/** A wafer from so near that its cores are told apart. */
export function paintCores(
  context: CanvasRenderingContext2D,
  painted: Painted,
  wafer: SceneWafer,
  palette: Palette,
): void {
  context.save();
  const { view, scene } = painted;
  context.beginPath();
  context.rect(
    (wafer.x - view.x) * view.scale,
    (wafer.y - view.y) * view.scale,
    scene.columns * view.scale,
    scene.rows * view.scale,
  );
  context.clip();
  paintSquares(context, painted, wafer, palette);
  paintRows(context, painted, wafer, palette);
  paintDead(context, painted, wafer, palette);
  context.restore();
}
