import { createHash } from "node:crypto";
import { badRowsKept } from "../chunk/examine.ts";
import type { BadRow } from "../record/row.ts";
import type { Encoding } from "../tokenize/encoding.ts";
import type { ChunkEntry, Manifest } from "../version/manifest.ts";
import type { IngestProgress, IngestRefusal } from "./result.ts";
import type { Settled } from "./step.ts";

/** What an upload amounts to so far. */
export class Tally {
  readonly textField: string;
  readonly #encoding: Encoding | null;
  readonly #whole = createHash("sha256");
  readonly #badRows: BadRow[] = [];
  readonly #entries: ChunkEntry[] = [];
  readonly #chunkTokens: number[] = [];
  readonly #storedBytes: number[] = [];
  readonly #seen = new Set<string>();
  bytesRead = 0;
  chunksNew = 0;
  storedBytesNew = 0;
  #lines = 0;
  #records = 0;
  #tokens = 0;
  #longRuns = 0;
  #rowsRejected = 0;

  constructor(encoding: Encoding | null, textField: string) {
    this.#encoding = encoding;
    this.textField = textField;
  }

  /** Whether a bad row was found: nothing more needs to be kept. */
  get refused(): boolean {
    return this.#rowsRejected > 0;
  }

  read(part: Uint8Array): void {
    this.bytesRead += part.length;
    this.#whole.update(part);
  }

  /** Pieces come in the order of the file. */
  settle(step: Settled): void {
    for (const bad of step.badRows) {
      if (this.#badRows.length < badRowsKept) this.#badRows.push({ ...bad, line: this.#lines + bad.line });
    }
    this.#lines += step.lines;
    this.#rowsRejected += step.rowsRejected;
    if (!step.chunk) return;
    const { hash, bytes, records, tokens, longRuns } = step.chunk;
    this.#records += records;
    if (step.storedBytes === undefined) return;
    this.#tokens += tokens;
    this.#longRuns += longRuns;
    this.#entries.push({ hash, bytes, records });
    this.#chunkTokens.push(tokens);
    this.#storedBytes.push(step.storedBytes);
    // The same chunk twice in one file may be put twice at a time; it is one new chunk.
    if (step.isNew && !this.#seen.has(hash)) {
      this.#seen.add(hash);
      this.chunksNew += 1;
      this.storedBytesNew += step.storedBytes;
    }
  }

  progress(): IngestProgress {
    const { bytesRead } = this;
    return { bytesRead, recordsRead: this.#records, rowsRejected: this.#rowsRejected, tokens: this.#tokens };
  }

  tooLarge(maxBytes: number): IngestRefusal {
    return this.#refusal(
      "too_large",
      `A file holds at most ${maxBytes} bytes; ${this.bytesRead} were received so far.`,
    );
  }

  /** The refusal of a file that was read to its end, or nothing when it is good. */
  refusal(): IngestRefusal | undefined {
    if (this.#rowsRejected > 0) {
      const rows = this.#rowsRejected === 1 ? "1 row was" : `${this.#rowsRejected} rows were`;
      return this.#refusal("bad_rows", `${rows} refused, and nothing was stored.`);
    }
    if (this.#records === 0) {
      return this.#refusal("empty", `A dataset holds at least one record; ${this.bytesRead} bytes held none.`);
    }
    return undefined;
  }

  manifest(): Manifest {
    const counts = this.#encoding && {
      encoding: this.#encoding,
      textField: this.textField,
      tokens: this.#tokens,
      longRuns: this.#longRuns,
      chunkTokens: this.#chunkTokens,
    };
    const content = {
      format: "jsonl",
      cutting: "gear-1",
      bytes: this.bytesRead,
      records: this.#records,
      sha256: this.#whole.copy().digest("hex"),
      chunks: this.#entries,
    } as const;
    return { schema: "ingot.dataset/1", content, counts, storedBytes: this.#storedBytes };
  }

  #refusal(rule: IngestRefusal["rule"], message: string): IngestRefusal {
    const { bytesRead } = this;
    const [rowsRejected, recordsRead] = [this.#rowsRejected, this.#records];
    return { outcome: "refused", rule, message, rowsRejected, badRows: this.#badRows, bytesRead, recordsRead };
  }
}
