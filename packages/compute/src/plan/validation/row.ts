/** One row of a validation file: column name to cell, as parsed from CSV. Empty cells are unknown. */
export type ValidationRow = Readonly<Record<string, string>>;

/** What came of predicting a row, in the unit of its metric; or why it cannot be expressed. */
export type RowPrediction = { readonly predicted: number } | { readonly unsupported: string };

/** **Returns** the number in a cell, or undefined when it is empty. */
export function cell(row: ValidationRow, column: string): number | undefined {
  const text = row[column];
  if (text === undefined || text.trim() === "") return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** **Returns** a whole count, or `otherwise` when the cell is empty. */
export const count = (row: ValidationRow, column: string, otherwise = 1): number => cell(row, column) ?? otherwise;

export const notes = (row: ValidationRow): string => row.notes ?? "";

/** Reads CSV text with quoted cells. **Throws** RangeError when a line has more or fewer cells than the header. */
export function parseRows(text: string): ValidationRow[] {
  const lines = parseLines(text);
  const header = lines[0] ?? [];
  return lines.slice(1).map((cells, index) => {
    if (cells.length !== header.length) {
      throw new RangeError(
        `every line has as many cells as the header's ${header.length}, line ${index + 2} has ${cells.length}`,
      );
    }
    return Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ""]));
  });
}

function parseLines(text: string): string[][] {
  const lines: string[][] = [];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g;
  let cells: string[] = [];
  for (const match of text.matchAll(pattern)) {
    const [whole, value = "", end] = match;
    if (whole === "") break;
    cells.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    if (end === ",") continue;
    if (cells.length > 1 || cells[0] !== "") lines.push(cells);
    cells = [];
  }
  return lines;
}
