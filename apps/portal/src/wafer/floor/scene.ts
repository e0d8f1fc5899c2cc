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

/** Space between wafers, of the longer side of one. */
const gap = 0.06;
/** Space above each for its name. **Unit** pixels. */
const heading = 20;
/** Before the page is laid out. */
const nowhere: Size = { width: 600, height: 300 };

/** So many wafers in a row, as large as the picture allows; names keep their size. */
function layOut(turns: number, perRow: number, { rows, columns }: Floor["fabric"], picture: Size) {
  const space = gap * Math.max(rows, columns);
  const lines = Math.ceil(turns / perRow);
  const width = Math.min(perRow, turns) * (columns + space) + space;
  const bare = lines * (rows + space) + space;
  const scale = Math.min(picture.width / width, Math.max(1, picture.height - lines * heading) / bare);
  const above = heading / scale;
  return { scale, space, above, size: { width, height: bare + lines * above } };
}

/** Lays the wafers out in rows such that they are as large as the picture allows. */
export function sceneOf({ fabric, rectangles }: Floor, measured: Size): Scene {
  const picture = measured.width > 0 ? measured : nowhere;
  const turns = [...new Set(rectangles.map(({ turn }) => turn))].toSorted((left, right) => left - right);
  const of = (perRow: number) => layOut(turns.length, perRow, fabric, picture);
  const counts = turns.map((_, index) => index + 1);
  const perRow = counts.reduce((best, next) => (of(next).scale > of(best).scale ? next : best), 1);
  const { space, above, size } = of(perRow);
  const wafers = turns.map((turn, index) => ({
    turn,
    kernels: rectangles.filter((each) => each.turn === turn),
    x: space + (index % perRow) * (fabric.columns + space),
    y: above + space / 2 + Math.floor(index / perRow) * (fabric.rows + space + above),
  }));
  return { ...size, wafers, columns: fabric.columns, rows: fabric.rows };
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
