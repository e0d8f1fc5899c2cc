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
