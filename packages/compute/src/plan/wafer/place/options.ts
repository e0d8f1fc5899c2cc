import type { Curve } from "./curve.ts";
import type { ShapeTable } from "./shapes.ts";

/** One shape of a kernel as it may lie on the floor. */
export interface Option {
  /** Its place in its list. */
  index: number;
  readonly cell: number;
  /** Greatest c of its convolutions. */
  readonly most: number;
  readonly h: number;
  readonly w: number;
  /** Least c of the first convolution and k of the last; more is allowed and changes the sides. */
  readonly firstC: number;
  readonly lastK: number;
  readonly turned: boolean;
  /** Sides as it lies. */
  readonly wide: number;
  readonly tall: number;
}

/** The shapes of a kernel at one time, widest last. */
export interface OptionList {
  readonly table: ShapeTable;
  readonly time: number;
  readonly options: readonly Option[];
  /** Positions in `options` of each (h, w). */
  readonly alike: ReadonlyMap<number, readonly number[]>;
}

export const alikeKey = (h: number, w: number): number => h * 65_536 + w;

/**
 * The shapes of a kernel that keep `time`, whose curve `front` is. `tolerance`: how much wider than the least width at its height a shape may
 * be. 0 leaves the Pareto front; more keeps shapes whose h, w suit a neighbour.
 */
export function listOptions(table: ShapeTable, time: number, front: Curve, tolerance: number): OptionList {
  const options: Option[] = [];
  table.visit(time, (cell, most, height, width, firstC, lastK) => {
    if (height > table.side || width > table.side) return;
    const h = table.cellH[cell] as number;
    const w = table.cellW[cell] as number;
    const keep = (tall: number, wide: number, turned: boolean) => {
      if (wide > (front[tall] as number) + tolerance) return;
      options.push({ index: 0, cell, most, h, w, firstC, lastK, turned, wide, tall });
    };
    keep(height, width, false);
    keep(width, height, true);
  });
  options.sort((left, right) => left.wide - right.wide || left.tall - right.tall || left.cell - right.cell);
  const kept = tolerance > 0 ? options : options.filter((each, index) => isCorner(options, each, index));
  const alike = new Map<number, number[]>();
  for (const [index, option] of kept.entries()) {
    option.index = index;
    const key = alikeKey(option.h, option.w);
    const list = alike.get(key);
    if (list === undefined) alike.set(key, [index]);
    else list.push(index);
  }
  return { table, time, options: kept, alike };
}

/** Of shapes of one width, the lowest. On the front a wider shape is never as tall. */
function isCorner(sorted: readonly Option[], option: Option, index: number): boolean {
  const before = sorted[index - 1];
  return before === undefined || before.tall > option.tall;
}
