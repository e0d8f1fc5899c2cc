import type { Piece } from "../chunk/cut.ts";
import type { ExaminedChunk } from "../chunk/examine.ts";
import type { ChunkMemory } from "../chunk/memory.ts";
import { type BadRow, excerptOfBytes } from "../record/row.ts";
import type { BlobStore } from "../store/port.ts";
import type { Encoding } from "../tokenize/encoding.ts";
import type { ExaminerPool } from "../tokenize/pool.ts";
import { chunkKey } from "../version/manifest.ts";
import { unpackChunk } from "../version/read.ts";

/** What all steps of one upload share. */
export interface Setting {
  readonly store: BlobStore;
  readonly pool: ExaminerPool;
  readonly memory: ChunkMemory;
  readonly encodings: readonly Encoding[];
  readonly textField: string;
  readonly maxRecordBytes: number;
}

/** What became of one piece of the upload. Lines of bad rows are counted from the piece's own first. */
export interface Settled {
  readonly chunk: Omit<ExaminedChunk, "stored"> | undefined;
  readonly lines: number;
  readonly rowsRejected: number;
  readonly badRows: readonly BadRow[];
  /** Bytes the chunk takes in the store; absent when it was not kept. */
  readonly storedBytes: number | undefined;
  readonly isNew: boolean;
}

/** A row over the limit is one bad line; its bytes were never held. */
export async function overlongRow(piece: Piece & { kind: "overlong" }): Promise<Settled> {
  const received = `${excerptOfBytes(piece.head).replace(/…$/, "")}… (${piece.bytes} bytes)`;
  const badRows: BadRow[] = [{ line: 1, rule: "record_bytes", received }];
  return { chunk: undefined, lines: 1, rowsRejected: 1, badRows, storedBytes: undefined, isNew: false };
}

/**
 * A chunk that is there already and whole stays as it is, even if another zstd packed it to another size: older
 * manifests state that size. One that is damaged is replaced.
 */
async function store(
  blobs: BlobStore,
  chunk: ExaminedChunk,
  packed: Uint8Array,
): Promise<{ storedBytes: number; isNew: boolean }> {
  const key = chunkKey(chunk.hash);
  const before = await blobs.stat(key);
  if (before && before.bytes !== packed.length) {
    const held = await blobs.get(key);
    const entry = { hash: chunk.hash, bytes: chunk.bytes, records: chunk.records };
    if (held && typeof (await unpackChunk(held, entry)) !== "string") {
      await blobs.put(key, held);
      return { storedBytes: held.length, isNew: false };
    }
  }
  const isNew = await blobs.put(key, packed);
  return { storedBytes: packed.length, isNew };
}

/** Examines one chunk and keeps it if all of its rows are good and the upload is still worth keeping. */
export async function keepChunk(
  setting: Setting,
  bytes: Uint8Array<ArrayBuffer>,
  wanted: { first: boolean; keep: boolean },
): Promise<Settled> {
  const { textField, maxRecordBytes } = setting;
  const encodings = wanted.keep ? setting.encodings : [];
  const job = { bytes, first: wanted.first, textField, maxRecordBytes, encodings };
  const { chunk: examined, memory } = await setting.pool.examine(job);
  setting.memory.give(memory);
  const { stored, ...chunk } = examined;
  const { lines, rowsRejected, badRows } = chunk;
  if (!wanted.keep || !stored) {
    return { chunk, lines, rowsRejected, badRows, storedBytes: undefined, isNew: false };
  }
  const kept = await store(setting.store, examined, stored);
  return { chunk, lines, rowsRejected, badRows, ...kept };
}
