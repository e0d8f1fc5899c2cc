import { ClauseSolver, type Literal, not } from "./clauses.ts";
import type { CoreColumns } from "./columns.ts";
import { addContents, type Content } from "./contents.ts";
import { oneLink } from "./links.ts";
import type { Piece } from "./stack.ts";

/** A piece of the wafer, and the rows of it that its mesh need not fill. */
export interface Window extends Piece {
  readonly spare: number;
}

/** What a mesh on a window makes of its columns. */
export interface Woven {
  /** Places that hold a core of the column beside. */
  readonly lendings: readonly { readonly place: number; readonly lender: number }[];
  /** Places whose own core no row of the mesh uses. */
  readonly idle: readonly number[];
}

/** Most searches end after a hundred conflicts; one that takes more than this finds nothing, mostly. */
const mostConflicts = 1000;

/**
 * A mesh on a window of the wafer, as clauses: what each place holds, and how many places of its column each node of the
 * mesh leaves unused below it. Rows and columns are counted from the window's own corner.
 */
class WindowMesh {
  readonly #columns: CoreColumns;
  readonly #window: Window;
  readonly #solver = new ClauseSolver();
  readonly #contents: readonly (readonly Content[])[];
  readonly #high: number;
  readonly #wide: number;
  /** Logical rows. */
  readonly #rows: number;
  readonly #firstSkip: Literal;

  constructor(columns: CoreColumns, window: Window) {
    [this.#columns, this.#window] = [columns, window];
    this.#high = window.toRow - window.fromRow;
    this.#wide = window.toColumn - window.fromColumn;
    this.#rows = this.#high - window.spare;
    // Contents first: a core stays in its column until a conflict moves it.
    this.#contents = addContents(this.#solver, columns, window);
    this.#firstSkip = this.#addSkips();
    for (let column = 0; column < this.#wide; column += 1) this.#addColumn(column);
  }

  /** What must be skipped lies in the middle, mostly. */
  #addSkips(): Literal {
    const literals: Literal[] = [];
    for (let row = 0; row < this.#rows; row += 1) {
      for (let column = 0; column < this.#wide; column += 1) {
        for (let count = 1; count <= this.#window.spare; count += 1) {
          literals.push(this.#solver.variable(count === 1 && 2 * row >= this.#rows));
        }
      }
    }
    return literals[0] ?? 0;
  }

  /** Says that a node of the mesh has at least so many unused places of its column below it. */
  #skips(row: number, column: number, count: number): Literal {
    return this.#firstSkip + 2 * ((row * this.#wide + column) * this.#window.spare + count - 1);
  }

  /** Appends what says that a node has not just so many unused places below it. */
  #unlessAt(row: number, column: number, count: number, clause: Literal[]): void {
    if (count > 0) clause.push(not(this.#skips(row, column, count)));
    if (count < this.#window.spare) clause.push(this.#skips(row, column, count + 1));
  }

  #addColumn(column: number): void {
    const { spare } = this.#window;
    const isLast = column + 1 === this.#wide;
    // The row below the window is one link away.
    if (spare > 1) this.#solver.add([not(this.#skips(0, column, 2))]);
    for (let row = 0; row < this.#rows; row += 1) {
      for (let count = 0; count <= spare; count += 1) {
        this.#addNode(row, column, count);
        if (row + 1 < this.#rows) this.#addAbove(row, column, count);
        if (count < 2) continue;
        const skips = not(this.#skips(row, column, count));
        this.#solver.addPair(skips, this.#skips(row, column, count - 1));
        if (isLast) continue;
        this.#solver.addPair(skips, this.#skips(row, column + 1, count - 1));
        this.#solver.addPair(not(this.#skips(row, column + 1, count)), this.#skips(row, column, count - 1));
      }
    }
    for (let place = 0; place < this.#high; place += 1) {
      for (const step of [1, 2]) this.#link(place, column, place + step, column);
      if (!isLast) for (const step of [-1, 0, 1]) this.#link(place, column, place + step, column + 1);
    }
  }

  /** A node lies where there is a core. */
  #addNode(row: number, column: number, count: number): void {
    const contents = this.#contents[(row + count) * this.#wide + column] as readonly Content[];
    if (contents[0]?.literal === null) return;
    const clause = contents.map(({ literal }) => literal as Literal);
    this.#unlessAt(row, column, count, clause);
    this.#solver.add(clause);
  }

  /** The node above lies one place higher or two, or past a gap. */
  #addAbove(row: number, column: number, count: number): void {
    if (count > 0) this.#solver.addPair(not(this.#skips(row, column, count)), this.#skips(row + 1, column, count));
    const from = this.#window.fromRow + row;
    for (let above = count + 2; above <= this.#window.spare; above += 1) {
      if (this.#columns.gapBetween(this.#window.fromColumn + column, from + count, from + 1 + above)) continue;
      const clause: Literal[] = [];
      this.#unlessAt(row, column, count, clause);
      this.#unlessAt(row + 1, column, above, clause);
      this.#solver.add(clause);
    }
  }

  /** Where two places hold neighbours of the mesh, their contents are a link apart. */
  #link(place: number, column: number, otherPlace: number, otherColumn: number): void {
    const contents = this.#contents[place * this.#wide + column] ?? [];
    const others = this.#contents[otherPlace * this.#wide + otherColumn] ?? [];
    const [one, other] = [contents[0], others[0]];
    if (one === undefined || other === undefined) return;
    const areFixed = one.literal === null && other.literal === null;
    if (areFixed && oneLink(other.row - one.row, other.column - one.column)) return;
    const rules = [...this.#rules(contents, others), ...this.#rules(others, contents)];
    if (rules.length === 0) return;
    const linked = this.#solver.variable(false);
    this.#addNeighbours(linked, { place, column }, { place: otherPlace, column: otherColumn });
    for (const rule of rules) {
      rule.push(not(linked));
      this.#solver.add(rule);
    }
  }

  /** Wherever two places hold neighbours of the mesh, they are linked. */
  #addNeighbours(
    linked: Literal,
    one: { place: number; column: number },
    other: { place: number; column: number },
  ): void {
    const { spare } = this.#window;
    const above = one.column === other.column ? 1 : 0;
    const last = Math.min(one.place, this.#rows - 1 - above);
    for (let row = Math.max(0, one.place - spare); row <= last; row += 1) {
      const otherCount = other.place - row - above;
      if (otherCount < 0 || otherCount > spare) continue;
      const clause = [linked];
      this.#unlessAt(row, one.column, one.place - row, clause);
      this.#unlessAt(row + above, other.column, otherCount, clause);
      this.#solver.add(clause);
    }
  }

  /** For each content of a place: those of the other place that a link reaches, where they are not all of them. */
  #rules(contents: readonly Content[], others: readonly Content[]): Literal[][] {
    const rules: Literal[][] = [];
    for (const { row, column, literal } of contents) {
      const rule = literal === null ? [] : [not(literal)];
      let all = true;
      for (const other of others) {
        if (!oneLink(other.row - row, other.column - column)) all = false;
        else if (other.literal !== null) rule.push(other.literal);
      }
      if (!all) rules.push(rule);
    }
    return rules;
  }

  solve(): Woven | null {
    const value = this.#solver.solve(mostConflicts);
    return value && this.#read(value);
  }

  #read(value: (literal: Literal) => boolean): Woven {
    const lendings: { place: number; lender: number }[] = [];
    const idle: number[] = [];
    const placeOf = (row: number, column: number) =>
      (this.#window.fromRow + row) * this.#columns.columns + this.#window.fromColumn + column;
    for (let column = 0; column < this.#wide; column += 1) {
      const used = this.#usedPlaces(column, value);
      // Places above the last row are for rows past the window.
      for (let row = 0; row <= (used.at(-1) ?? -1); row += 1) {
        const contents = this.#contents[row * this.#wide + column] as readonly Content[];
        const content = contents.find(({ literal }) => literal === null || value(literal));
        if (content === undefined) continue;
        const place = placeOf(row, column);
        if (!used.includes(row)) idle.push(place);
        else if (content.literal !== null && content.column !== column) {
          lendings.push({ place, lender: placeOf(content.row, content.column) });
        }
      }
    }
    return { lendings, idle };
  }

  /** Rows of the window in which a column holds nodes of the mesh, the lowest first. */
  #usedPlaces(column: number, value: (literal: Literal) => boolean): number[] {
    return Array.from({ length: this.#rows }, (_, row) => {
      let count = 0;
      while (count < this.#window.spare && value(this.#skips(row, column, count + 1))) count += 1;
      return row + count;
    });
  }
}

/** A mesh of one-link neighbours on a window of the wafer whose columns lend each other cores; null where none was found. */
export const weave = (columns: CoreColumns, window: Window): Woven | null => new WindowMesh(columns, window).solve();
