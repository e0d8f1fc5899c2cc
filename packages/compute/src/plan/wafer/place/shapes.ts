import type { Convolution, Execution, Kernel } from "./graph.ts";
import { convolutionMemory, convolutionTime } from "./measure.ts";

/**
 * Called for each shape worth a look: its cell, its greatest `c`, its two sides before rotation, and what it hands its
 * neighbours: `c` of the first convolution and `k` of the last.
 */
export type ShapeVisitor = (
  cell: number,
  c: number,
  height: number,
  width: number,
  firstC: number,
  lastK: number,
) => void;

/** The values up to `most` at which the ceiling of `length / value` changes, ascending. */
function steps(length: number, most: number): number[] {
  const found: number[] = [];
  for (let value = 1; value <= Math.min(length, most);) {
    found.push(value);
    const parts = Math.ceil(length / value);
    if (parts === 1) break;
    value = Math.ceil(length / (parts - 1));
  }
  return found;
}

const stepsOfAll = (lengths: readonly number[], most: number): number[] =>
  [...new Set(lengths.flatMap((length) => steps(length, most)))].toSorted((left, right) => left - right);

/** Exact, although the quotient is rounded: the test is the rule itself. Infinity above `most`. */
function leastKForMemory(of: Convolution, h: number, w: number, c: number, { memory, most }: Limits): number {
  const words = convolutionMemory(of, h, w, c, 1);
  if (words / memory > most) return Infinity;
  let k = Math.max(1, Math.floor(words / memory));
  while (convolutionMemory(of, h, w, c, k) > memory) k += 1;
  return k;
}

const at = (list: ArrayLike<number>, index: number): number => list[index] as number;

/** Words of a tile, and the most that any argument can be. */
interface Limits {
  readonly memory: number;
  readonly most: number;
}

/** One convolution in one cell: entries of ascending c. */
interface Entries {
  readonly channelsOut: number;
  readonly c: Int32Array;
  /** Time of one of the ceil(K / k) rounds. */
  readonly roundTime: Float64Array;
  /** Least k that memory allows; Infinity where it is longer than any side. */
  readonly memoryK: Float64Array;
}

function entriesOf(of: Convolution, h: number, w: number, channels: readonly number[], limits: Limits): Entries {
  return {
    channelsOut: of.channelsOut,
    c: Int32Array.from(channels),
    roundTime: Float64Array.from(channels, (c) => convolutionTime(of, h, w, c, of.channelsOut)),
    memoryK: Float64Array.from(channels, (c) => leastKForMemory(of, h, w, c, limits)),
  };
}

/** The entries at which the least k falls, with that k. Buffers are used again from cell to cell. */
interface Ladder {
  readonly c: Int32Array;
  readonly k: Int32Array;
  length: number;
  place: number;
}

/** **Returns** false where no entry keeps the time. */
function climb(entries: Entries, time: number, ladder: Ladder): boolean {
  let best = entries.channelsOut + 1;
  ladder.length = 0;
  ladder.place = 0;
  for (let index = 0; index < entries.c.length; index += 1) {
    const rounds = Math.floor(time / at(entries.roundTime, index) + 1e-9);
    if (rounds < 1) continue;
    const k = Math.max(Math.ceil(entries.channelsOut / rounds), at(entries.memoryK, index));
    if (k >= best) continue;
    best = k;
    ladder.c[ladder.length] = at(entries.c, index);
    ladder.k[ladder.length] = k;
    ladder.length += 1;
  }
  return ladder.length > 0;
}

/**
 * All that a kernel can look like: each h, w and c where a ceiling changes. For a time, k follows by one division.
 * **Cost** some thousand entries a kernel, made once.
 */
export class ShapeTable {
  readonly kernel: Kernel;
  /** Longest side. **Unit** tiles. */
  readonly side: number;
  readonly cellH: number[] = [];
  readonly cellW: number[] = [];
  readonly #cells: (readonly Entries[])[] = [];
  readonly #ladders: readonly Ladder[];

  constructor(kernel: Kernel, memory: number, side: number) {
    this.kernel = kernel;
    this.side = side;
    const { convolutions } = kernel;
    const channels = convolutions.map((each) => steps(each.channelsIn, side));
    const most = Math.max(...channels.map((each) => each.length));
    this.#ladders = convolutions.map(() => ({
      c: new Int32Array(most),
      k: new Int32Array(most),
      length: 0,
      place: 0,
    }));
    const widths = stepsOfAll(
      convolutions.map((each) => Math.ceil(each.width)),
      side,
    );
    for (const h of stepsOfAll(
      convolutions.map((each) => Math.ceil(each.height)),
      side,
    )) {
      for (const w of widths) {
        const highest = Math.floor(side / (h * w)) - 1;
        if (highest < 1) break;
        this.cellH.push(h);
        this.cellW.push(w);
        const fitting = channels.map((each) => each.filter((c) => c <= highest));
        this.#cells.push(
          convolutions.map((of, index) => entriesOf(of, h, w, fitting[index] ?? [], { memory, most: side })),
        );
      }
    }
  }

  /** Visits every shape that keeps `time` and may be worth choosing. */
  visit(time: number, visitor: ShapeVisitor): void {
    for (let cell = 0; cell < this.#cells.length; cell += 1) {
      if (this.#climbCell(cell, time)) this.#visitCorners(cell, visitor);
    }
  }

  /** The arguments of the shape of `cell` whose greatest c is `most`. **Returns** null where `time` refuses it. */
  execution(cell: number, most: number, time: number): Execution | null {
    if (!this.#climbCell(cell, time)) return null;
    const chosen = this.#ladders.map((ladder) => {
      let on = 0;
      while (on + 1 < ladder.length && at(ladder.c, on + 1) <= most) on += 1;
      return { c: at(ladder.c, on), k: at(ladder.k, on) };
    });
    if (chosen.some((each) => each.c > most)) return null;
    return {
      h: at(this.cellH, cell),
      w: at(this.cellW, cell),
      c: chosen.map((each) => each.c),
      k: chosen.map((each) => each.k),
    };
  }

  #climbCell(cell: number, time: number): boolean {
    const entries = this.#cells[cell] as readonly Entries[];
    for (let index = 0; index < entries.length; index += 1) {
      if (!climb(entries[index] as Entries, time, this.#ladders[index] as Ladder)) return false;
    }
    return true;
  }

  /** The corners of (height, width): each rise of the greatest c that narrows the kernel. */
  #visitCorners(cell: number, visitor: ShapeVisitor): void {
    const tiles = at(this.cellH, cell) * at(this.cellW, cell);
    let greatest = 0;
    for (const ladder of this.#ladders) greatest = Math.max(greatest, at(ladder.c, 0));
    const first = this.#ladders[0] as Ladder;
    while (greatest !== Infinity) {
      let [sum, lastK] = [0, 0];
      let next = Infinity;
      for (const ladder of this.#ladders) {
        while (ladder.place + 1 < ladder.length && at(ladder.c, ladder.place + 1) <= greatest) ladder.place += 1;
        lastK = at(ladder.k, ladder.place);
        sum += lastK;
        if (ladder.place + 1 < ladder.length) next = Math.min(next, at(ladder.c, ladder.place + 1));
      }
      if (3 * sum <= this.side) {
        visitor(cell, greatest, tiles * (greatest + 1), 3 * sum, at(first.c, first.place), lastK);
      }
      greatest = next;
    }
  }
}

/** A table for each kernel of a graph; kernels that are alike share theirs. */
export function shapeTables(kernels: readonly Kernel[], memory: number, side: number): ShapeTable[] {
  const known = new Map<string, ShapeTable>();
  return kernels.map((kernel) => {
    const key = JSON.stringify(kernel.convolutions);
    const table = known.get(key) ?? new ShapeTable(kernel, memory, side);
    known.set(key, table);
    return table;
  });
}
