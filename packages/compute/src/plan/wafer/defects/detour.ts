import { type CoreColumns, gap, hole, lent, type Run } from "./columns.ts";
import { rowsPass } from "./pass.ts";

/** Rows on each side of a run in which a column beside is led past its holes. */
const around = 10;
/** Columns, one beside the other, that may lend cores for one run. */
const mostColumns = 3;
/** Detours that are tried for one run. */
const mostTries = 16;
/** Fillings that are looked at for them: those of a long run are more than could ever be. */
const mostFillings = 100;

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

/** Leads columns past dead cores one above the other, which no link along them spans, over cores of the columns beside. */
export class Detours {
  readonly #columns: CoreColumns;
  #tries = 0;
  #fillings = 0;

  constructor(columns: CoreColumns) {
    this.#columns = columns;
  }

  /** Whether a way around a run of holes was found. */
  lead(run: Run): boolean {
    [this.#tries, this.#fillings] = [0, 0];
    for (let most = 1; most <= mostColumns; most += 1) {
      for (const side of [1, -1] as const) if (this.#lendFrom(run, run.column, side, most)) return true;
    }
    return false;
  }

  #lendFrom(run: Run, column: number, side: 1 | -1, most: number): boolean {
    const open = this.#openRun(run, column);
    if (!open) return this.#passes(run);
    const beside = column + side;
    if (most === 0 || beside < 0 || beside >= this.#columns.columns) return false;
    for (const rows of this.#fillingsOf(open)) {
      const before = this.#columns.changes;
      if ((column !== run.column || this.#spans(column - side, rows)) && this.#fill(open, beside, rows)) {
        const more = this.#openRun(run, column) !== null;
        if (this.#lendFrom(run, more ? column : beside, side, more ? most : most - 1)) return true;
      }
      this.#columns.undo(before);
    }
    return false;
  }

  *#fillingsOf(run: Run): Generator<readonly (number | null)[]> {
    for (const rows of fillings(run)) {
      this.#fillings += 1;
      if (this.#fillings > mostFillings) return;
      yield rows;
    }
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
        this.#columns.set(place, hole);
        continue;
      }
      const lender = row * columns + beside;
      if (places[lender] !== 0) return false;
      this.#columns.set(place, lent, lender);
      this.#columns.set(lender, hole);
    }
    return true;
  }

  #passes(run: Run): boolean {
    this.#tries += 1;
    return this.#tries <= mostTries && rowsPass(this.#columns, run);
  }
}
