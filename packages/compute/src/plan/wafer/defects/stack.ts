import { type CoreColumns, hole, lent } from "./columns.ts";

/** A piece of the wafer; `to` is past the end. */
export interface Piece {
  readonly fromRow: number;
  readonly toRow: number;
  readonly fromColumn: number;
  readonly toColumn: number;
}

/** Where the cores of a mesh lie: place of logical core (row, column) in its column, at `row * width + column`. */
export interface Stack {
  readonly rows: number;
  readonly height: Uint16Array;
}

/** Rows at the end of a piece in which there is no room for more. */
const endRows = 8;

export interface StackOptions {
  readonly firstMost?: number;
  readonly loose?: boolean;
}

/** Columns on each side of a stuck core in which neighbours are set apart first; twice as many where it stays stuck. */
const apartReach = 8;

/** How many rows back a row may raise those before it: a few do, and a cluster that nothing passes would raise all. */
const deepest = 12;

/**
 * Places logical rows from the first up. Of two meshes on the same columns, the lower of each two places is a mesh too:
 * so there is one lowest mesh, and it is found by raising only what a neighbour forces, in this row and those before.
 */
export class RowStacker {
  readonly #columns: CoreColumns;
  readonly #piece: Piece;
  readonly #width: number;
  readonly #height: Uint16Array;
  /** Cells that a neighbour may have to follow. */
  readonly #raised: number[] = [];
  /** Cell and height before, of the row that is being placed. */
  readonly #journal: number[] = [];
  /** Pairs that no link joins: twice the cell with the one below it, one more with the one to its right. */
  readonly #apart = new Set<number>();
  /** A row that would lift the first one above this place is none. */
  readonly #firstMost: number;
  readonly #loose: boolean;
  #stuckColumn = 0;
  #row = 0;
  #outcome: "settled" | "full" | "stuck" = "settled";

  /**
   * With `firstMost` the stack ends where its first row would have to begin higher than that place. `loose` lets neighbours
   * along a column lie as far apart as their heights ask for.
   */
  constructor(columns: CoreColumns, piece: Piece, { firstMost = Infinity, loose = false }: StackOptions = {}) {
    [this.#columns, this.#piece, this.#firstMost, this.#loose] = [columns, piece, firstMost, loose];
    this.#width = piece.toColumn - piece.fromColumn;
    this.#height = new Uint16Array((piece.toRow - piece.fromRow) * this.#width);
  }

  stack(): Stack {
    const most = this.#piece.toRow - this.#piece.fromRow;
    for (this.#row = 0; this.#row < most; this.#row += 1) {
      this.#place();
      for (let reach = apartReach; this.#stuck(); reach *= 2) {
        this.#setApart(reach);
        // With all of the row set apart it stays as it was laid.
        if (reach >= this.#width) break;
        this.#place();
      }
      if (this.#outcome !== "settled") break;
    }
    return { rows: this.#row, height: this.#height };
  }

  /** Whether neighbours may be set apart to go on. A row that ran off the wafer's end far from it was stuck as well. */
  #stuck(): boolean {
    if (this.#outcome === "settled" || this.#firstMost !== Infinity) return false;
    if (this.#outcome === "stuck") return true;
    const below =
      this.#row === 0 ? this.#piece.fromRow : this.#height[(this.#row - 1) * this.#width + this.#stuckColumn];
    return (below as number) < this.#piece.toRow - endRows;
  }

  #place(): void {
    this.#outcome = "settled";
    this.#journal.length = 0;
    this.#raised.length = 0;
    this.#layRow();
    while (this.#raised.length > 0 && this.#outcome === "settled") this.#settle(this.#raised.pop() as number);
    if (this.#outcome !== "settled") this.#undo();
  }

  /** Each core as low as the row before it allows. */
  #layRow(): void {
    const { fromRow, toRow, fromColumn } = this.#piece;
    const { places, columns, lenders } = this.#columns;
    const isLent = lenders.size > 0;
    const [height, width, raised] = [this.#height, this.#width, this.#raised];
    const start = this.#row * width;
    let left = -1;
    for (let column = 0; column < width; column += 1) {
      let at = this.#row === 0 ? fromRow : (height[start - width + column] as number) + 1;
      const cell = at * columns + fromColumn + column;
      const place = at < toRow ? (places[cell] as number) : hole;
      const below = isLent && at > fromRow ? (places[cell - columns] as number) : 0;
      if ((place & hole) !== 0) at = this.#columns.next(fromColumn + column, at);
      if (at >= toRow) {
        this.#end("full", column);
        return;
      }
      height[start + column] = at;
      const level = left < 0 || (at - left <= 1 && left - at <= 1);
      // A lent core's neighbour above may lie in another column: two places are not always a link apart.
      if ((place | below) !== 0 || !level) raised.push(start + column);
      left = at;
    }
  }

  /** Raises what a core's height forces around it. */
  #settle(cell: number): void {
    const column = cell % this.#width;
    if (cell >= this.#width) this.#joinAlong(cell - this.#width, cell, column);
    if (cell < this.#row * this.#width) this.#joinAlong(cell, cell + this.#width, column);
    if (column > 0) this.#joinAcross(cell - 1, column - 1);
    if (column + 1 < this.#width) this.#joinAcross(cell, column);
  }

  /** The lowest heights of a core and the one above it that a link joins. */
  #joinAlong(below: number, above: number, column: number): void {
    const physical = this.#piece.fromColumn + column;
    const columns = this.#columns;
    const apart = this.#loose || (this.#apart.size > 0 && this.#apart.has(2 * above));
    let lower = this.#height[below] as number;
    let upper = this.#height[above] as number;
    for (;;) {
      if (upper <= lower) upper = columns.next(physical, lower + 1);
      if (apart || upper >= this.#piece.toRow || columns.along(physical, lower, upper)) break;
      lower = columns.next(physical, lower + 1);
    }
    this.#raise(above, upper);
    this.#raise(below, lower);
  }

  /** The lowest heights of a core and the one to its right that a link joins. */
  #joinAcross(cell: number, column: number): void {
    if (this.#apart.size > 0 && this.#apart.has(2 * cell + 1)) return;
    const physical = this.#piece.fromColumn + column;
    const columns = this.#columns;
    let left = this.#height[cell] as number;
    let right = this.#height[cell + 1] as number;
    const most = this.#piece.toRow;
    while (left < most && right < most && !columns.across(physical, left, right)) {
      if (left < right - 1) left = columns.next(physical, right - 1);
      else if (right < left - 1) right = columns.next(physical + 1, left - 1);
      else if (this.#rightGivesWay(physical, left, right)) right = columns.next(physical + 1, right + 1);
      else left = columns.next(physical, left + 1);
    }
    this.#raise(cell, left);
    this.#raise(cell + 1, right);
  }

  /** Of two places a row apart or none that no link joins: whether the right one must rise, or the left one. */
  #rightGivesWay(column: number, left: number, right: number): boolean {
    const columns = this.#columns;
    const reaches = (own: number, other: number, start: number, joined: (to: number) => boolean) => {
      for (let to = columns.next(other, start); to <= own + 1; to = columns.next(other, to + 1)) {
        if (joined(to)) return true;
      }
      return false;
    };
    if (!reaches(right, column, left, (to) => columns.across(column, to, right))) return true;
    if (!reaches(left, column + 1, right, (to) => columns.across(column, left, to))) return false;
    // Lent cores can hardly be left out: where either could stay, what gives way is the other one.
    return ((columns.places[right * columns.columns + column + 1] as number) & lent) === 0;
  }

  #raise(cell: number, to: number): void {
    const before = this.#height[cell] as number;
    if (to === before || this.#outcome !== "settled") return;
    if (to >= this.#piece.toRow) this.#end("full", cell);
    else if (cell < (this.#row - deepest) * this.#width) this.#end("stuck", cell);
    else if (cell < this.#width && to > this.#firstMost) this.#end("stuck", cell);
    else {
      this.#journal.push(cell, before);
      this.#height[cell] = to;
      this.#raised.push(cell);
    }
  }

  #end(outcome: "full" | "stuck", cell: number): void {
    this.#outcome = outcome;
    this.#stuckColumn = cell % this.#width;
  }

  #undo(): void {
    const journal = this.#journal;
    while (journal.length > 0) {
      const before = journal.pop() as number;
      this.#height[journal.pop() as number] = before;
    }
  }

  /** Lays this row as low as live cores allow, and notes the neighbours near the stuck core that no link joins. */
  #setApart(reach: number): void {
    this.#outcome = "settled";
    this.#layRow();
    if (this.#outcome !== "settled") return;
    const start = this.#row * this.#width;
    const { fromColumn } = this.#piece;
    const follow = (cell: number, beside: number) => {
      const [at, from] = [this.#height[cell] as number, (this.#height[beside] as number) - 1];
      if (at < from) this.#height[cell] = this.#columns.next(fromColumn + (cell - start), from);
    };
    for (let cell = start + 1; cell < start + this.#width; cell += 1) follow(cell, cell - 1);
    for (let cell = start + this.#width - 2; cell >= start; cell -= 1) follow(cell, cell + 1);
    const laid = this.#height.subarray(start, start + this.#width);
    if (laid.some((at) => at >= this.#piece.toRow)) {
      this.#end("full", this.#stuckColumn);
      return;
    }
    const to = start + Math.min(this.#width, this.#stuckColumn + reach + 1);
    for (let cell = start + Math.max(0, this.#stuckColumn - reach); cell < to; cell += 1) {
      const at = this.#height[cell] as number;
      const column = fromColumn + cell - start;
      const below = cell - this.#width;
      if (below >= 0 && !this.#columns.along(column, this.#height[below] as number, at)) this.#apart.add(2 * cell);
      const last = cell + 1 === start + this.#width;
      if (!last && !this.#columns.across(column, at, this.#height[cell + 1] as number)) this.#apart.add(2 * cell + 1);
    }
  }
}
