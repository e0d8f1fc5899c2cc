/**
 * The memory that an upload's chunks stand in, used again and again: fresh memory for each chunk would lie with the
 * garbage of two threads, long after the chunk is gone. **Cost** at most `most` pieces of 640 KiB are kept.
 */
export class ChunkMemory {
  readonly #most: number;
  readonly #free: ArrayBuffer[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** A copy of `bytes` that may be moved to a thread. */
  copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const fits = bytes.length <= pieceBytes;
    const memory = (fits && this.#free.pop()) || new ArrayBuffer(fits ? pieceBytes : bytes.length);
    const copy = new Uint8Array(memory, 0, bytes.length);
    copy.set(bytes);
    return copy;
  }

  /** Takes memory back once nobody reads it any more. Chunks with a long row are too large to be kept. */
  give(memory: ArrayBuffer): void {
    if (memory.byteLength === pieceBytes && this.#free.length < this.#most) this.#free.push(memory);
  }
}

/** A chunk of the largest cut with a row of 128 KiB behind it. */
const pieceBytes = 640 * 1024;
