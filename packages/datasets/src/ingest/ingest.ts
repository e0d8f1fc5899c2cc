import type { BlobStore } from "../store/port.ts";
import { type Piece, RecordCutter } from "../chunk/cut.ts";
import { ChunkMemory } from "../chunk/memory.ts";
import { encodings, isEncoding } from "../tokenize/encoding.ts";
import { inProcessPool } from "../tokenize/pool.ts";
import { chunkKey, contentHash, encodeManifest, manifestKey } from "../version/manifest.ts";
import { abortable } from "./abort.ts";
import {
  type IngestLimits,
  type IngestOptions,
  type IngestResult,
  type IngestedVersion,
  defaultLimits,
} from "./result.ts";
import { type Settled, type Setting, keepChunk, overlongRow } from "./step.ts";
import { Tally } from "./tally.ts";

function checkOptions(options: IngestOptions): IngestLimits {
  const limits = { ...defaultLimits, ...options.limits };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`${name} is a whole number of bytes from 1, received ${String(value)}`);
    }
  }
  for (const name of [options.tokenizer, ...(options.alsoCount ?? [])]) {
    if (name === null || isEncoding(name)) continue;
    const received = JSON.stringify(name);
    throw new RangeError(`tokenizer is null or one of ${encodings.join(", ")}, received ${received}`);
  }
  return limits;
}

/** The steps of one upload that are under way, oldest first; as many as keep the pool busy, so that memory is bounded. */
class Pipeline {
  readonly #running: Promise<Settled>[] = [];
  readonly #width: number;
  readonly #settle: (step: Settled) => void;

  constructor(width: number, settle: (step: Settled) => void) {
    this.#width = width;
    this.#settle = settle;
  }

  async add(step: Promise<Settled>): Promise<void> {
    // Heard when its turn comes; until then its failure must not end the process.
    step.catch(() => undefined);
    this.#running.push(step);
    while (this.#running.length >= this.#width) await this.#one();
  }

  async drain(): Promise<void> {
    while (this.#running.length > 0) await this.#one();
  }

  /** Waits until nothing is under way any more, whatever became of it. */
  async rest(): Promise<void> {
    await Promise.allSettled(this.#running.splice(0));
  }

  async #one(): Promise<void> {
    const oldest = this.#running.shift();
    if (oldest) this.#settle(await oldest);
  }
}

/**
 * Reads JSON Lines, checks every row, and keeps the file as an immutable version if all rows are good.
 * **Returns / refuses** `IngestResult`; a version exists only once its manifest is written, which is the last step.
 * **Throws** what the source or the store throws, and the signal's reason; nothing but unreferenced chunks is left then.
 * **Cost** memory of `2 × pool.size + 2` chunks whatever the size, used again, and about 170 bytes of manifest for each.
 */
export async function ingestJsonl(source: AsyncIterable<Uint8Array>, options: IngestOptions): Promise<IngestResult> {
  const limits = checkOptions(options);
  const pool = options.pool ?? inProcessPool();
  const tally = new Tally(options.tokenizer, options.alsoCount ?? [], options.textField ?? "text");
  const width = 2 * pool.size + 1;
  const memory = new ChunkMemory(width + 1);
  const cutter = new RecordCutter(limits.maxRecordBytes, memory);
  const pipeline = new Pipeline(width, (step) => {
    tally.settle(step);
    options.onProgress?.(tally.progress());
  });
  const { store } = options;
  const setting: Setting = {
    store,
    pool,
    memory,
    encodings: tally.tokenCounts.map(({ encoding }) => encoding),
    textField: tally.textField,
    maxRecordBytes: limits.maxRecordBytes,
  };
  let first = true;
  const begin = async (pieces: Iterable<Piece>) => {
    for (const piece of pieces) {
      const wanted = { first, keep: !tally.refused };
      first = false;
      await pipeline.add(piece.kind === "overlong" ? overlongRow(piece) : keepChunk(setting, piece.bytes, wanted));
    }
  };
  try {
    for await (const part of abortable(source, options.signal)) {
      tally.read(part);
      if (tally.bytesRead > limits.maxBytes) return tally.tooLarge(limits.maxBytes);
      await begin(cutter.push(part));
    }
    await begin(cutter.end());
    await pipeline.drain();
    const refusal = tally.refusal();
    if (refusal) return refusal;
    options.signal?.throwIfAborted();
    return await publish(store, tally);
  } finally {
    await pipeline.rest();
  }
}

async function publish(store: BlobStore, tally: Tally): Promise<IngestedVersion> {
  const manifest = tally.manifest();
  for (const { hash } of manifest.content.chunks) {
    // A collection that was told a wrong time could have taken a chunk; the version must not name what is not there.
    if (!(await store.has(chunkKey(hash))))
      throw new Error(`chunk ${hash} left the store during its upload; try again`);
  }
  const { bytes, hash } = encodeManifest(manifest);
  await store.put(manifestKey(hash), bytes);
  return {
    outcome: "version",
    contentHash: contentHash(manifest),
    manifestHash: hash,
    manifest,
    bytes: manifest.content.bytes,
    records: manifest.content.records,
    tokens: manifest.counts?.tokens ?? 0,
    tokenCounts: tally.tokenCounts,
    chunks: manifest.content.chunks.length,
    chunksNew: tally.chunksNew,
    storedBytesNew: tally.storedBytesNew,
  };
}
