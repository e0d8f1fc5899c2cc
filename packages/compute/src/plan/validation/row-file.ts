import type { ValidationRow } from "./row.ts";

/** A validation file that breaks the format: the message names line, rule and the value received. */
export class ValidationFileError extends RangeError {
  override readonly name = "ValidationFileError";
  readonly line: number;

  constructor(line: number, rule: string) {
    super(`line ${line}: ${rule}`);
    this.line = line;
  }
}

interface Record {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Reads CSV text with quoted cells. **Throws** ValidationFileError when a line has more or fewer cells than the header. */
export function parseRows(text: string): ValidationRow[] {
  const [header, ...records] = parseRecords(text);
  return records.map((record) => rowOf(header?.cells ?? [], record));
}

function rowOf(header: readonly string[], { line, cells }: Record): ValidationRow {
  if (cells.length !== header.length) {
    throw new ValidationFileError(
      line,
      `every line has as many cells as the header's ${header.length}, line ${line} has ${cells.length}`,
    );
  }
  return Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ""]));
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

/**
 * Reads a validation file and holds it to its format.
 * **Throws** ValidationFileError with line, rule and the value received.
 */
export function readValidationFile(text: string): ValidationRow[] {
  const [header, ...records] = parseRecords(text);
  if (!header) throw new ValidationFileError(1, "a validation file has a header, received an empty file");
  const missing = required.filter((column) => !header.cells.includes(column));
  if (missing.length > 0) {
    throw new ValidationFileError(
      header.line,
      `the header must name ${required.join(", ")}; ${missing.join(", ")} missing, received ${JSON.stringify(header.cells.join(",").slice(0, 120))}`,
    );
  }
  const twice = header.cells.find((name, index) => header.cells.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ValidationFileError(header.line, `a column has one name, received ${JSON.stringify(twice)} twice`);
  }
  if (records.length === 0) throw new ValidationFileError(header.line, "a header is followed by rows, received none");
  const seen = new Map<string, number>();
  return records.map((record) => {
    const row = rowOf(header.cells, record);
    const rule = brokenRule(row);
    if (rule !== undefined) throw new ValidationFileError(record.line, rule);
    const id = row.id ?? "";
    const before = seen.get(id);
    if (before !== undefined) {
      throw new ValidationFileError(
        record.line,
        `an id belongs to one row, received ${JSON.stringify(id)} again (line ${before})`,
      );
    }
    seen.set(id, record.line);
    return row;
  });
}
