import type { BadRow } from "../record/row.ts";
import type { BlobStore } from "../store/port.ts";
import type { Encoding, TokenCount } from "../tokenize/encoding.ts";
import type { ExaminerPool } from "../tokenize/pool.ts";
import type { Manifest } from "../version/manifest.ts";

/** How far an upload has come. */
export interface IngestProgress {
  readonly bytesRead: number;
  readonly recordsRead: number;
  readonly rowsRejected: number;
  readonly tokens: number;
}

/** What an upload may hold. **Unit** byte. */
export interface IngestLimits {
  /** The whole file. */
  readonly maxBytes: number;
  /** One row, without its line's end. Memory grows with it. */
  readonly maxRecordBytes: number;
}

/** 8 GiB in all, 4 MiB for a row. */
export const defaultLimits: IngestLimits = { maxBytes: 8 * 2 ** 30, maxRecordBytes: 4 * 2 ** 20 };

export interface IngestOptions {
  readonly store: BlobStore;
  /** The vocabulary to count in (see `tokenizerOf`); `null` counts nothing. */
  readonly tokenizer: Encoding | null;
  /** Further vocabularies, counted in the same reading; the manifest does not hold them. Default: none. */
  readonly alsoCount?: readonly Encoding[];
  /** Default: the calling thread. */
  readonly pool?: ExaminerPool;
  /** Default: `text`. */
  readonly textField?: string;
  readonly limits?: Partial<IngestLimits>;
  /** Called in the calling thread after each chunk of about 256 KB. */
  readonly onProgress?: (progress: IngestProgress) => void;
  readonly signal?: AbortSignal;
}

/** A file's tokens in one vocabulary. */
export interface EncodedCount extends TokenCount {
  readonly encoding: Encoding;
}

/** A file became a version. */
export interface IngestedVersion {
  readonly outcome: "version";
  /** The version's name: see `contentHash`. */
  readonly contentHash: string;
  /** What `loadManifest` takes. */
  readonly manifestHash: string;
  readonly manifest: Manifest;
  readonly bytes: number;
  readonly records: number;
  /** 0 when nothing was counted. */
  readonly tokens: number;
  /** In every vocabulary that was asked for: the tokenizer's first. */
  readonly tokenCounts: readonly EncodedCount[];
  readonly chunks: number;
  /** Chunks that the store did not have. */
  readonly chunksNew: number;
  /** What they take there. **Unit** byte, compressed. */
  readonly storedBytesNew: number;
}

/** A file became nothing: no manifest was written, and its chunks are left to `collectGarbage`. */
export interface IngestRefusal {
  readonly outcome: "refused";
  readonly rule: "bad_rows" | "too_large" | "empty";
  readonly message: string;
  readonly rowsRejected: number;
  /** The first hundred. */
  readonly badRows: readonly BadRow[];
  readonly bytesRead: number;
  readonly recordsRead: number;
}

export type IngestResult = IngestedVersion | IngestRefusal;
