import type { Floor, Kernel } from "../question.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A wafer as it is drawn for one turn. **Unit** cores. */
export interface SceneWafer extends Point {
  readonly turn: number;
  readonly kernels: readonly Kernel[];
}

/** All wafers of a floor side by side: layers that stream have the wafer in turn, so each turn is drawn. */
export interface Scene extends Size {
  readonly wafers: readonly SceneWafer[];
  /** One wafer. */
  readonly columns: number;
  readonly rows: number;
}

/** Space between wafers, and above each for its name, of its longer side. */
const gap = 0.06;
const heading = 0.13;

/** Lays the wafers out in rows such that they are as large as the picture allows. */
export function sceneOf({ fabric: { rows, columns }, rectangles }: Floor, picture: Size): Scene {
  const turns = [...new Set(rectangles.map(({ turn }) => turn))].toSorted((left, right) => left - right);
  const side = Math.max(rows, columns);
  const [pitchX, pitchY] = [columns + gap * side, rows + heading * side];
  const sizeOf = (perRow: number): Size => ({
    width: Math.min(perRow, turns.length) * pitchX + gap * side,
    height: Math.ceil(turns.length / perRow) * pitchY + gap * side,
  });
  const scaleOf = (perRow: number) => {
    const { width, height } = sizeOf(perRow);
    return Math.min(picture.width / width, picture.height / height);
  };
  const perRow = turns
    .map((_, index) => index + 1)
    .reduce((best, next) => (scaleOf(next) > scaleOf(best) ? next : best), 1);
  const wafers = turns.map((turn, index) => ({
    turn,
    kernels: rectangles.filter((each) => each.turn === turn),
    x: gap * side + (index % perRow) * pitchX,
    y: heading * side + Math.floor(index / perRow) * pitchY,
  }));
  return { ...sizeOf(perRow), wafers, columns, rows };
}

/** The wafer at a point, and where on it. */
export function coreAt(
  scene: Scene,
  { x, y }: Point,
): { readonly wafer: SceneWafer; readonly row: number; readonly column: number } | null {
  const wafer = scene.wafers.find(
    (each) => x >= each.x && x < each.x + scene.columns && y >= each.y && y < each.y + scene.rows,
  );
  return wafer ? { wafer, row: Math.floor(y - wafer.y), column: Math.floor(x - wafer.x) } : null;
}

/** The kernel that has a core; null where none does. Rows step aside around dead cores by less than a kernel's height. */
export function kernelAt(scene: Scene, point: Point): Kernel | null {
  const core = coreAt(scene, point);
  if (!core) return null;
  const { row, column } = core;
  return (
    core.wafer.kernels.find(
      ({ x, y, width, height }) => column >= x && column < x + width && row >= y && row < y + height,
    ) ?? null
  );
}
