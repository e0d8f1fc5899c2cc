import type { ValidationRow } from "./row.ts";

/** A validation file that cannot be read at all: the message names line, rule and the value received. */
export class ValidationFileError extends RangeError {
  override readonly name = "ValidationFileError";
  readonly line: number;

  constructor(line: number, rule: string) {
    super(`line ${line}: ${rule}`);
    this.line = line;
  }
}

/** A row that breaks the format: why, with its line and the value received. Unknown names are empty. */
export interface UnreadableRow {
  readonly id: string;
  readonly source: string;
  readonly metric: string;
  readonly reason: string;
}

export interface ValidationFile {
  readonly rows: readonly ValidationRow[];
  readonly unreadable: readonly UnreadableRow[];
}

interface Record {
  readonly line: number;
  readonly cells: readonly string[];
}

function parseRecords(text: string): Record[] {
  const records: Record[] = [];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n"]*)(,|\r?\n|$)/gy;
  let cells: string[] = [];
  let line = 1;
  let first = 1;
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  while (pattern.lastIndex < body.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(body);
    if (!match) throw new ValidationFileError(line, quoteRule(body.slice(at, at + 40)));
    const [whole, value = "", end] = match;
    cells.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value);
    line += whole.split("\n").length - 1;
    if (end === "," && pattern.lastIndex < body.length) continue;
    if (end === ",") cells.push("");
    if (cells.length > 1 || cells[0] !== "") records.push({ line: first, cells });
    cells = [];
    first = line;
  }
  return records;
}

const quoteRule = (received: string): string =>
  `a cell with a quote begins and ends with one and doubles those inside, received ${JSON.stringify(received)}`;

const required = ["id", "source", "hardware", "measured_metric", "measured_value"] as const;

const counts = [
  ["gpus", "layers", "hidden", "heads", "ffn_hidden", "kv_heads", "vocab", "seq_len", "experts", "topk"],
  ["global_batch", "micro_batch", "tp", "pp", "vpp", "dp", "cp", "ep"],
].flat();
const sizes = ["gpu_mem_gb", "params_b"] as const;
const switches: readonly (readonly [column: string, allowed: readonly string[]])[] = [
  ["zero", ["0", "1", "2", "3"]],
  ["recompute", ["none", "selective", "full"]],
  ["seq_parallel", ["0", "1"]],
];

const textOf = (row: ValidationRow, column: string): string => row[column]?.trim() ?? "";

const isPositive = (text: string): boolean => Number(text) > 0 && Number.isFinite(Number(text));

/** The rule that a cell breaks, or undefined when each keeps its own. */
function brokenRule(row: ValidationRow): string | undefined {
  const empty = required.find((column) => textOf(row, column) === "");
  if (empty !== undefined) return `${empty} must be stated, received an empty cell`;
  const bad = [...counts, ...sizes].find((column) => textOf(row, column) !== "" && !isPositive(textOf(row, column)));
  if (bad !== undefined) {
    return `${bad} must be a number above 0 or empty, received ${JSON.stringify(textOf(row, bad))}`;
  }
  for (const [column, allowed] of switches) {
    const text = textOf(row, column);
    if (text === "" || allowed.includes(text)) continue;
    return `${column} must be ${allowed.join(", ")} or empty, received ${JSON.stringify(text)}`;
  }
  return brokenValue(row);
}

function brokenValue(row: ValidationRow): string | undefined {
  const text = textOf(row, "measured_value");
  if (row.measured_metric !== "fits") {
    return isPositive(text) ? undefined : `measured_value must be a number above 0, received ${JSON.stringify(text)}`;
  }
  const known = text === "0" || text === "1";
  return known ? undefined : `measured_value of fits must be 0 or 1, received ${JSON.stringify(text)}`;
}

/** The header of a file. **Throws** ValidationFileError where rows could not be told apart by it. */
function headerOf(header: Record | undefined): readonly string[] {
  if (!header) throw new ValidationFileError(1, "a validation file has a header, received an empty file");
  const cells = header.cells.map((cell) => cell.trim());
  const missing = required.filter((column) => !cells.includes(column));
  if (missing.length > 0) {
    throw new ValidationFileError(
      header.line,
      `the header must name ${required.join(", ")}; ${missing.join(", ")} missing, received ${JSON.stringify(cells.join(",").slice(0, 120))}`,
    );
  }
  const twice = cells.find((name, index) => cells.indexOf(name) !== index);
  if (twice === undefined) return cells;
  throw new ValidationFileError(header.line, `a column has one name, received ${JSON.stringify(twice)} twice`);
}

/** The rule that a line breaks beside others, or by itself. */
function brokenLine(
  header: readonly string[],
  { cells }: Record,
  row: ValidationRow,
  before: number | undefined,
): string | undefined {
  if (cells.length !== header.length) {
    return `a row has as many cells as the header's ${header.length}, received ${cells.length}`;
  }
  if (before === undefined) return brokenRule(row);
  return `an id belongs to one row, received ${JSON.stringify(row.id)} again (line ${before})`;
}

/**
 * Reads a validation file and holds each row to the format; columns that it does not know are left aside.
 * **Returns** the rows that keep it, and why each other does not.
 * **Throws** ValidationFileError with line, rule and the value received, where the file has no header or no rows, or
 * where a quote leaves open what belongs to which row.
 */
export function readValidationFile(text: string): ValidationFile {
  const [first, ...records] = parseRecords(text);
  const header = headerOf(first);
  if (records.length === 0) throw new ValidationFileError(1, "a header is followed by rows, received none");
  const seen = new Map<string, number>();
  const rows: ValidationRow[] = [];
  const unreadable: UnreadableRow[] = [];
  for (const record of records) {
    const row: ValidationRow = Object.fromEntries(header.map((name, column) => [name, record.cells[column] ?? ""]));
    const { id = "", source = "", measured_metric: metric = "" } = row;
    const rule = brokenLine(header, record, row, seen.get(id));
    if (rule === undefined) {
      rows.push(row);
      seen.set(id, record.line);
    } else unreadable.push({ id, source, metric, reason: `line ${record.line}: ${rule}` });
  }
  return { rows, unreadable };
}
