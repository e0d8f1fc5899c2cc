import { createHash } from "node:crypto";
import { constants, zstdCompressSync } from "node:zlib";
import { type BadRow, type RowOptions, readRow } from "../record/row.ts";
import type { TokenCount, TokenCounter } from "../tokenize/encoding.ts";

/** How a chunk is read. */
export interface ExamineOptions extends RowOptions {
  /** The chunk opens the file, where a byte order mark may stand. */
  readonly first: boolean;
  /** Each counts every text; none when tokens are not counted. */
  readonly counters: readonly TokenCounter[];
}

/** What one chunk holds. */
export interface ExaminedChunk {
  /** SHA-256 of the plain bytes, hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  readonly lines: number;
  readonly records: number;
  /** In the order of the counters. */
  readonly counts: readonly TokenCount[];
  readonly rowsRejected: number;
  /** The first hundred; lines are counted from the chunk's own first. */
  readonly badRows: readonly BadRow[];
  /** The bytes as a zstd frame, in memory of its own; absent when a row was bad, for then nothing is kept. */
  readonly stored: Uint8Array<ArrayBuffer> | undefined;
}

/** How many bad rows a report holds; the rest are only counted. */
export const badRowsKept = 100;

const newline = 0x0a;
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } };

/** The most that zstd makes of so many bytes, and more than Node would take out of its pool. */
const frameBytesMax = (bytes: number): number => bytes + (bytes >>> 8) + 64 * 1024;

function pack(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunkSize = frameBytesMax(bytes.length);
  const frame = zstdCompressSync(bytes, { ...compression, chunkSize });
  const packed = new Uint8Array(frame);
  // Freed at once: the collector counts objects, sees few of them here, and would let 64 MiB lie in each thread.
  if (frame.buffer.byteLength === chunkSize) (frame.buffer as ArrayBuffer).transfer(0);
  return packed;
}

/** SHA-256 of `bytes`, hexadecimal. */
export const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

/** Every line without its newline; a last line without one counts if it is not empty. */
function* linesOf(bytes: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  while (from < bytes.length) {
    const at = bytes.indexOf(newline, from);
    const to = at < 0 ? bytes.length : at;
    yield bytes.subarray(from, to);
    from = to + 1;
  }
}

const hasByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

type Reading = Omit<ExaminedChunk, "hash" | "bytes" | "stored">;

function readRows(rows: Uint8Array, options: ExamineOptions): Reading {
  const sum = { lines: 0, records: 0, rowsRejected: 0 };
  const counts = options.counters.map(() => ({ tokens: 0, longRuns: 0 }));
  const badRows: BadRow[] = [];
  for (const line of linesOf(rows)) {
    sum.lines += 1;
    const row = readRow(line, options);
    if (row.kind === "record") {
      sum.records += 1;
      for (const [at, sumOfTokens] of counts.entries()) {
        const counted = options.counters[at]?.(row.text);
        sumOfTokens.tokens += counted?.tokens ?? 0;
        sumOfTokens.longRuns += counted?.longRuns ?? 0;
      }
    } else if (row.kind === "bad") {
      sum.rowsRejected += 1;
      if (badRows.length < badRowsKept) badRows.push({ line: sum.lines, rule: row.rule, received: row.received });
    }
  }
  return { ...sum, counts, badRows };
}

/** Validates, counts, names and compresses one chunk of whole rows. **Cost** the time of counting tokens, mostly. */
export function examineChunk(bytes: Uint8Array, options: ExamineOptions): ExaminedChunk {
  const marked = options.first && hasByteOrderMark(bytes);
  const reading = readRows(marked ? bytes.subarray(3) : bytes, options);
  const stored = reading.rowsRejected === 0 ? pack(bytes) : undefined;
  return { hash: sha256(bytes), bytes: bytes.length, ...reading, stored };
}
