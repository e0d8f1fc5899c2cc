import { createHash } from "node:crypto";
import { badRowsKept } from "../chunk/examine.ts";
import type { BadRow } from "../record/row.ts";
import type { Encoding, TokenCount } from "../tokenize/encoding.ts";
import type { ChunkEntry, Manifest } from "../version/manifest.ts";
import type { EncodedCount, IngestProgress, IngestRefusal } from "./result.ts";
import type { Settled } from "./step.ts";

/** What an upload amounts to so far. */
export class Tally {
  readonly textField: string;
  readonly #encoding: Encoding | null;
  readonly #totals: { readonly encoding: Encoding; tokens: number; longRuns: number }[];
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
  #rowsRejected = 0;

  constructor(encoding: Encoding | null, alsoCounted: readonly Encoding[], textField: string) {
    this.#encoding = encoding;
    const encodings = encoding === null ? alsoCounted : [encoding, ...alsoCounted];
    this.#totals = [...new Set(encodings)].map((name) => ({ encoding: name, tokens: 0, longRuns: 0 }));
    this.textField = textField;
  }

  /** What is counted: the tokenizer of the manifest first, if there is one. */
  get tokenCounts(): readonly EncodedCount[] {
    return this.#totals.map((total) => ({ ...total }));
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
    const { hash, bytes, records, counts } = step.chunk;
    this.#records += records;
    if (step.storedBytes === undefined) return;
    this.#entries.push({ hash, bytes, records });
    this.#add(counts);
    this.#storedBytes.push(step.storedBytes);
    // The same chunk twice in one file may be put twice at a time; it is one new chunk.
    if (step.isNew && !this.#seen.has(hash)) {
      this.#seen.add(hash);
      this.chunksNew += 1;
      this.storedBytesNew += step.storedBytes;
    }
  }

  #add(counts: readonly TokenCount[]): void {
    for (const [at, total] of this.#totals.entries()) {
      const { tokens, longRuns } = counts[at] ?? { tokens: 0, longRuns: 0 };
      total.tokens += tokens;
      total.longRuns += longRuns;
      if (at === 0) this.#chunkTokens.push(tokens);
    }
  }

  progress(): IngestProgress {
    const { bytesRead } = this;
    return {
      bytesRead,
      recordsRead: this.#records,
      rowsRejected: this.#rowsRejected,
      tokens: this.#totals[0]?.tokens ?? 0,
    };
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
      tokens: this.#totals[0]?.tokens ?? 0,
      longRuns: this.#totals[0]?.longRuns ?? 0,
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
