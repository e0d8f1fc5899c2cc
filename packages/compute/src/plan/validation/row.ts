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

export const isWafer = (row: ValidationRow): boolean => /CS-\d|Cerebras/.test(row.hardware ?? "");

/** Containers since which NVIDIA's public presets of mixtures overlap expert exchange and record graphs (all but Kimi K2's). */
const presetsOverlapSince = 2026.4;

/** Whether a mixture whose own preset is not known ran as the presets of its release do. */
const likePresets = (row: ValidationRow, release: number): boolean =>
  release >= presetsOverlapSince && cell(row, "experts") !== undefined && /recompute not stated/.test(notes(row));

/** Whether expert exchange ran behind other work. DualPipe hides it in the same way: arXiv 2412.19437 section 3.2.1. */
export const overlapsExperts = (row: ValidationRow, release: number): boolean =>
  /all-to-all overlapped|DualPipe/.test(notes(row)) || likePresets(row, release);

export const recordsGraphs = (row: ValidationRow, release: number): boolean =>
  /CUDA graphs/.test(notes(row)) || likePresets(row, release);

/** **Returns** the tokens of a whole run, which its note states, or undefined. */
export function wholeTokens(row: ValidationRow): number | undefined {
  const stated = Number(/tokens=([\d.e+]+)/.exec(notes(row))?.[1]);
  return stated > 0 ? stated : undefined;
}
