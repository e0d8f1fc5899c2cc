import { CoreColumns, gap, hole, lent, type Run } from "./columns.ts";
import type { DefectMap } from "./defect-map.ts";
import { type Piece, RowStacker } from "./stack.ts";

/** Rows and columns around a run in which a detour is tried. */
const around = 10;
/** Rows at the ends of that piece that a detour there may cost. */
const slack = 4;
/** Columns, one beside the other, that may lend cores for one run. */
const mostColumns = 3;
/** Detours that are tried for one run. */
const mostTries = 16;

/**
 * The ways to fill a run of holes with cores of the column beside: for each place the row of its core, or null where the
 * hole stays because one link spans it. Each core lies one link from the one before, the last one link from what follows.
 */
function* fillings({ from, to }: Run): Generator<readonly (number | null)[]> {
  const rows: (number | null)[] = [];
  function* fill(place: number, last: number, reach: 1 | 2): Generator<readonly (number | null)[]> {
    if (place > to) {
      if (to - last <= 0) yield rows;
      return;
    }
    const lowest = Math.max(place - 1, reach === 2 ? last + 1 : last);
    for (let row = lowest; row <= Math.min(place + 1, last + reach); row += 1) {
      rows.push(row);
      yield* fill(place + 1, row, 2);
      rows.pop();
    }
    if (rows.length === 0 || rows.at(-1) === null || place === to) return;
    rows.push(null);
    yield* fill(place + 1, last, reach);
    rows.pop();
  }
  // The core below the run lies in the column itself: one row at most to the side.
  yield* fill(from, from - 1, 1);
}

interface Change {
  readonly place: number;
  readonly was: number;
  readonly lender: number | null;
}

/** Leads columns past dead cores one above the other, which no link along them spans, over cores of the columns beside. */
class Detours {
  readonly #columns: CoreColumns;
  readonly #journal: Change[] = [];
  #tries = 0;

  constructor(columns: CoreColumns) {
    this.#columns = columns;
  }

  /** Inside the wafer; one at its lower or upper end is in nobody's way. */
  runs(): Run[] {
    const { rows, columns, places } = this.#columns;
    const runs: Run[] = [];
    for (let at = places.indexOf(hole); at >= 0; at = places.indexOf(hole, at + 1)) {
      const from = Math.floor(at / columns);
      if (from === 0 || places[at - columns] !== 0 || places[at + columns] !== hole) continue;
      const column = at % columns;
      const to = this.#columns.next(column, from) - 1;
      if (to + 1 < rows) runs.push({ column, from, to });
    }
    return runs;
  }

  /** **Returns** the runs that nothing was found around; they stay gaps. */
  lead(runs: readonly Run[]): Run[] {
    for (const run of runs) this.#mark(run, hole | gap);
    return runs.filter((run) => !this.#around(run));
  }

  #mark({ column, from, to }: Run, state: number): void {
    const { columns, places } = this.#columns;
    for (let row = from; row <= to; row += 1) places[row * columns + column] = state;
  }

  #around(run: Run): boolean {
    const { columns, places } = this.#columns;
    // The detour around another run may have led around this one too.
    if (((places[run.from * columns + run.column] as number) & gap) === 0) return true;
    this.#mark(run, hole);
    this.#tries = 0;
    for (let most = 1; most <= mostColumns; most += 1) {
      for (const side of [1, -1] as const) {
        this.#journal.length = 0;
        if (this.#lendFrom(run, run.column, side, most)) return true;
      }
    }
    this.#mark(run, hole | gap);
    return false;
  }

  #lendFrom(run: Run, column: number, side: 1 | -1, most: number): boolean {
    const open = this.#openRun(run, column);
    if (!open) return this.#passes(run);
    const beside = column + side;
    if (most === 0 || beside < 0 || beside >= this.#columns.columns) return false;
    for (const rows of fillings(open)) {
      const before = this.#journal.length;
      if ((column !== run.column || this.#spans(column - side, rows)) && this.#fill(open, beside, rows)) {
        const more = this.#openRun(run, column) !== null;
        if (this.#lendFrom(run, more ? column : beside, side, more ? most : most - 1)) return true;
      }
      this.#undo(before);
    }
    return false;
  }

  /** Holes one above the other near the run, not all of them gaps. */
  #openRun(run: Run, column: number): Run | null {
    const { rows, columns, places } = this.#columns;
    const state = (row: number) => places[row * columns + column] as number;
    const last = Math.min(rows - 1, run.to + around);
    for (let from = Math.max(1, run.from - around); from < last; from += 1) {
      if ((state(from) & hole) === 0 || (state(from - 1) & hole) !== 0 || (state(from + 1) & hole) === 0) continue;
      const to = this.#columns.next(column, from) - 1;
      if (to + 1 >= rows) return null;
      for (let row = from; row <= to; row += 1) if ((state(row) & gap) === 0) return { column, from, to };
    }
    return null;
  }

  /** Whether the column on the other side has a core of its own across from each lent one: only those are a link away. */
  #spans(opposite: number, rows: readonly (number | null)[]): boolean {
    const { columns, places } = this.#columns;
    if (opposite < 0 || opposite >= columns) return true;
    return rows.every((row) => row === null || places[row * columns + opposite] === 0);
  }

  #fill({ column, from }: Run, beside: number, rows: readonly (number | null)[]): boolean {
    const { columns, places } = this.#columns;
    for (const [index, row] of rows.entries()) {
      const place = (from + index) * columns + column;
      if (row === null) {
        this.#set(place, hole, null);
        continue;
      }
      const lender = row * columns + beside;
      if (places[lender] !== 0) return false;
      this.#set(place, lent, lender);
      this.#set(lender, hole, null);
    }
    return true;
  }

  #set(place: number, state: number, lender: number | null): void {
    const { places, lenders } = this.#columns;
    this.#journal.push({ place, was: places[place] as number, lender: lenders.get(place) ?? null });
    this.#put(place, state, lender);
  }

  #put(place: number, state: number, lender: number | null): void {
    const { places, lenders } = this.#columns;
    places[place] = state;
    if (lender === null) lenders.delete(place);
    else lenders.set(place, lender);
  }

  #undo(to: number): void {
    for (const { place, was, lender } of this.#journal.splice(to).toReversed()) this.#put(place, was, lender);
  }

  /** Whether rows get past the run, on the piece of the wafer around it and from its first row to its last. */
  #passes({ column, from, to }: Run): boolean {
    if (this.#tries >= mostTries) return false;
    this.#tries += 1;
    const piece: Piece = {
      fromRow: Math.max(0, from - around),
      toRow: Math.min(this.#columns.rows, to + 1 + around),
      fromColumn: Math.max(0, column - around),
      toColumn: Math.min(this.#columns.columns, column + 1 + around),
    };
    const { rows, height } = new RowStacker(this.#columns, piece, { firstMost: piece.fromRow + slack }).stack();
    const width = piece.toColumn - piece.fromColumn;
    const top = height[(rows - 1) * width + column - piece.fromColumn] ?? 0;
    return rows > 1 && top >= Math.max(to + 1, piece.toRow - 1 - slack);
  }
}

/** Left over in clusters are many, and a second try leaves as many. */
const mostAgain = 8;

const keyOf = ({ column, from }: Run): string => `${column} ${from}`;

/**
 * The columns of a wafer, led past dead cores one above the other wherever a way is found.
 * **Cost** a millisecond for 90 such runs; the second try, of those first that the first one left, as much again.
 */
export function leadColumns(map: DefectMap): CoreColumns {
  const columns = new CoreColumns(map);
  const detours = new Detours(columns);
  const runs = detours.runs();
  const left = detours.lead(runs);
  if (left.length === 0 || left.length > mostAgain) return columns;
  const again = new CoreColumns(map);
  const leftKeys = new Set(left.map(keyOf));
  const others = runs.filter((run) => !leftKeys.has(keyOf(run)));
  return new Detours(again).lead([...left, ...others]).length < left.length ? again : columns;
}
