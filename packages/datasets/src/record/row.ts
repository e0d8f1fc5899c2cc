/** The rules that a row of an upload must keep, with the sentence that is shown beside a row that breaks one. */
export const rowRules = {
  record_bytes: "A row holds at most the upload's limit of bytes.",
  utf8: "A row is valid UTF-8.",
  json: "A row is one JSON value on one line.",
  object: "A row is a JSON object.",
  text_field: "The text field is a string.",
  unicode: "The text holds no half of a surrogate pair.",
} as const;

export type RowRule = keyof typeof rowRules;

/** A row that was refused. */
export interface BadRow {
  /** The first line is 1; empty lines count. */
  readonly line: number;
  readonly rule: RowRule;
  /** What stood there, cut to about 120 characters, without control characters. */
  readonly received: string;
}

export type Row =
  | { readonly kind: "blank" }
  | { readonly kind: "record"; readonly text: string }
  | { readonly kind: "bad"; readonly rule: RowRule; readonly received: string };

/** What a row is read against. */
export interface RowOptions {
  readonly textField: string;
  /** **Unit** byte, without the line's end. */
  readonly maxRecordBytes: number;
}

const shownCharacters = 120;

/** `text` fit to be shown in a report: one line, printable, at most 120 characters and an ellipsis. */
function excerpt(text: string): string {
  const plain = text.slice(0, shownCharacters * 2).replace(/\p{C}/gu, "\u{fffd}");
  const shown = Array.from(plain).slice(0, shownCharacters).join("");
  return shown.length < text.length ? `${shown}…` : shown;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** An excerpt of bytes that may not be text. */
export const excerptOfBytes = (bytes: Uint8Array): string => {
  const shown = excerpt(lenient.decode(bytes.subarray(0, 512)));
  return bytes.length > 512 && !shown.endsWith("…") ? `${shown}…` : shown;
};

function decode(line: Uint8Array): string | undefined {
  try {
    return utf8.decode(line);
  } catch {
    return undefined;
  }
}

function parse(source: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(source) as unknown };
  } catch {
    return undefined;
  }
}

const isBlank = (line: Uint8Array): boolean => line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);

function readObject(value: object, field: string): Row {
  const text: unknown = Object.hasOwn(value, field) ? Reflect.get(value, field) : undefined;
  if (text === undefined) {
    const names = Object.keys(value).slice(0, 10).join(", ");
    return { kind: "bad", rule: "text_field", received: excerpt(`no field "${field}" among: ${names}`) };
  }
  if (typeof text !== "string") {
    return { kind: "bad", rule: "text_field", received: excerpt(`"${field}": ${JSON.stringify(text)}`) };
  }
  if (!text.isWellFormed()) return { kind: "bad", rule: "unicode", received: excerpt(JSON.stringify(text)) };
  return { kind: "record", text };
}

/** Reads one line, without its newline. A line of white space is blank: it counts as a line and is no record. */
export function readRow(line: Uint8Array, options: RowOptions): Row {
  const content = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
  if (isBlank(content)) return { kind: "blank" };
  const bad = (rule: RowRule): Row => ({ kind: "bad", rule, received: excerptOfBytes(content) });
  if (content.length > options.maxRecordBytes) return bad("record_bytes");
  const source = decode(content);
  if (source === undefined) return bad("utf8");
  const parsed = parse(source);
  if (!parsed) return bad("json");
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return bad("object");
  return readObject(value, options.textField);
}
