import { formatShare } from "../../format/number.ts";
import type { Floor, Kernel } from "../question.ts";
import { boundLooks } from "./bounds.ts";
import { paintCores } from "./paint-cores.ts";
import { patternOf } from "./pattern.ts";
import type { Scene, SceneWafer, Size } from "./scene.ts";
import type { View } from "./view.ts";

export interface Painted {
  readonly floor: Floor;
  readonly coreOf: Uint32Array | null;
  readonly scene: Scene;
  readonly view: View;
  readonly picture: Size;
  readonly selected: Kernel;
}

/** Colours of the page, by the names of its style sheet. */
export type Palette = (name: string) => string;

/** Pixels from which a core is drawn by itself. */
const coreVisible = 5;

/** First physical row of a logical one, at the left edge. */
function physicalRow({ coreOf, floor }: Painted, row: number): number {
  const { columns, meshRows, meshColumns } = floor.fabric;
  const core = coreOf?.[Math.min(row, meshRows - 1) * meshColumns];
  return core === undefined ? row : Math.floor(core / columns);
}

interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

const boxOf = ({ view }: Painted, wafer: SceneWafer, x: number, y: number, size: Size): Box => ({
  x: (wafer.x + x - view.x) * view.scale,
  y: (wafer.y + y - view.y) * view.scale,
  width: size.width * view.scale,
  height: size.height * view.scale,
});

const kernelBox = (painted: Painted, wafer: SceneWafer, kernel: Kernel): Box => {
  const top = physicalRow(painted, kernel.y);
  const bottom = physicalRow(painted, kernel.y + kernel.height - 1) + 1;
  return boxOf(painted, wafer, kernel.x, top, { width: kernel.width, height: bottom - top });
};

function paintKernel(context: CanvasRenderingContext2D, box: Box, kernel: Kernel, palette: Palette): void {
  const { color, pattern } = boundLooks[kernel.bound];
  context.globalAlpha = 0.82;
  context.fillStyle = palette(color);
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
  const strokes = patternOf(context, pattern, palette("--ingot-surface"));
  if (strokes) {
    context.fillStyle = strokes;
    context.fillRect(box.x, box.y, box.width, box.height);
  }
}

function outline(context: CanvasRenderingContext2D, box: Box, color: string, width: number): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
}

/** Dead cores are drawn larger than they are until they can be seen. */
function paintDefects(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  const { view, floor } = painted;
  const { deadCores } = floor.fabric;
  const size = Math.max(view.scale, deadCores.length > 1000 ? 1 : 3);
  context.fillStyle = palette("--mantine-color-text");
  for (const { row, column } of deadCores) {
    const x = (wafer.x + column + 0.5 - view.x) * view.scale;
    const y = (wafer.y + row + 0.5 - view.y) * view.scale;
    context.fillRect(x - size / 2, y - size / 2, size, size);
  }
}

/** What has the wafer, in as many words as fit above it. */
function namesOf({ floor }: Painted, { turn, kernels: [first] }: SceneWafer): readonly string[] {
  if (floor.execution === "pipelined" || !first) return ["All layers at once"];
  const number = String(turn + 1);
  return [`${number}  ${first.label}, ${formatShare(first.shareOfStep, 0)}`, `${number}  ${first.label}`, number];
}

function paintName(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  const box = boxOf(painted, wafer, 0, 0, { width: painted.scene.columns, height: painted.scene.rows });
  context.fillStyle = palette("--mantine-color-text");
  context.font = `12px ${palette("--mantine-font-family")}`;
  context.textBaseline = "bottom";
  const names = namesOf(painted, wafer);
  const name = names.find((each) => context.measureText(each).width <= box.width) ?? names.at(-1) ?? "";
  context.fillText(name, box.x, box.y - 3);
}

function paintLabels(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  context.fillStyle = palette("--ingot-surface");
  context.font = `12px ${palette("--mantine-font-family")}`;
  context.textBaseline = "top";
  for (const kernel of wafer.kernels) {
    const box = kernelBox(painted, wafer, kernel);
    if (box.height > 18 && context.measureText(kernel.label).width < box.width - 8) {
      context.fillText(kernel.label, box.x + 4, box.y + 4);
    }
  }
}

function paintWafer(context: CanvasRenderingContext2D, painted: Painted, wafer: SceneWafer, palette: Palette): void {
  const { scene, view, floor, selected } = painted;
  const whole = boxOf(painted, wafer, 0, 0, { width: scene.columns, height: scene.rows });
  context.fillStyle = palette("--ingot-sunken");
  context.fillRect(whole.x, whole.y, whole.width, whole.height);
  if (view.scale >= coreVisible) paintCores(context, painted, wafer, palette);
  else {
    for (const kernel of wafer.kernels) {
      const box = kernelBox(painted, wafer, kernel);
      paintKernel(context, box, kernel, palette);
      if (wafer.kernels.length > 1) outline(context, box, palette("--ingot-surface"), 1);
    }
    paintDefects(context, painted, wafer, palette);
    if (floor.execution === "pipelined") paintLabels(context, painted, wafer, palette);
  }
  outline(context, whole, palette("--mantine-color-dimmed"), 1);
  if (wafer.kernels.includes(selected)) {
    outline(context, kernelBox(painted, wafer, selected), palette("--mantine-color-text"), 3);
  }
  paintName(context, painted, wafer, palette);
}

/** Draws what of the floor is in the picture. **Cost** a millisecond or two; ten with one core in a hundred dead. */
export function paintFloor(context: CanvasRenderingContext2D, painted: Painted, palette: Palette): void {
  const { scene, view, picture } = painted;
  context.clearRect(0, 0, picture.width, picture.height);
  for (const wafer of scene.wafers) {
    const left = (wafer.x - view.x) * view.scale;
    const top = (wafer.y - view.y) * view.scale;
    const seen =
      left < picture.width &&
      top - 24 < picture.height &&
      left + scene.columns * view.scale > 0 &&
      top + scene.rows * view.scale > 0;
    if (seen) paintWafer(context, painted, wafer, palette);
  }
}
