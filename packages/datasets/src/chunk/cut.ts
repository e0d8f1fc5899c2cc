import type { ChunkMemory } from "./memory.ts";

const kib = 1024;
/** Where the cutting rule `gear-1` may cut. **Unit** byte. A cut is then moved to the end of the record it falls in. */
const cutSizes = { least: 64 * kib, aim: 256 * kib, most: 512 * kib } as const;

/**
 * The 256 words of the rule's rolling hash: a fixed xorshift sequence. Changing one word changes every chunk and so
 * every content hash; a new table needs a new rule name. **Source** Xia et al., FastCDC, USENIX ATC 2016 (Gear hash and
 * normalized chunking).
 */
const gear: Uint32Array = (() => {
  const words = new Uint32Array(256);
  let state = 0x9e3779b9;
  for (let index = 0; index < 256; index += 1) {
    for (let round = 0; round < 4; round += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
    words[index] = state >>> 0;
  }
  return words;
})();

// The top bits have seen the last 32 bytes; 20 of them before the aim and 16 after it keep sizes near the aim.
const strictMask = 0xfffff000 | 0;
const looseMask = 0xffff0000 | 0;
const newline = 0x0a;
const sliceBytes = 64 * kib;
const headBytes = 512;

/** A run of whole records, or one row that is longer than the limit (only its first bytes are kept). */
export type Piece =
  | { readonly kind: "chunk"; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "overlong"; readonly head: Uint8Array; readonly bytes: number };

/**
 * Cuts a stream of lines into chunks by content: the cuts depend on the bytes alone, not on how they arrived. A chunk
 * ends after a newline (or with the stream). **Cost** holds at most `cutSizes.most + maxRecordBytes + 64 KiB`.
 */
export class RecordCutter {
  readonly #maxRecordBytes: number;
  readonly #memory: ChunkMemory;
  #held: Uint8Array<ArrayBuffer> = new Uint8Array(2 * cutSizes.most);
  #length = 0;
  #hashed = 0;
  #hash = 0;
  /** Where the search for the ending newline goes on; -1 while the place of the cut is not yet known. */
  #seek = -1;
  #lineStart = 0;
  #head: Uint8Array | undefined;
  #skipped = 0;

  constructor(maxRecordBytes: number, memory: ChunkMemory) {
    this.#maxRecordBytes = maxRecordBytes;
    this.#memory = memory;
  }

  *push(part: Uint8Array): Generator<Piece> {
    for (let start = 0; start < part.length; start += sliceBytes) {
      yield* this.#take(part.subarray(start, start + sliceBytes));
    }
  }

  /** What is left when the stream has ended. */
  *end(): Generator<Piece> {
    if (this.#head) yield this.#endOverlong();
    else if (this.#length > 0) yield this.#cut(this.#length);
  }

  *#take(slice: Uint8Array): Generator<Piece> {
    let rest = slice;
    if (this.#head) {
      const at = rest.indexOf(newline);
      this.#skipped += at < 0 ? rest.length : at + 1;
      if (at < 0) return;
      yield this.#endOverlong();
      rest = rest.subarray(at + 1);
    }
    this.#append(rest);
    for (;;) {
      if (this.#seek < 0 && !this.#findCut()) return;
      const at = this.#held.subarray(0, this.#length).indexOf(newline, this.#seek);
      if (at >= 0) {
        yield this.#cut(at + 1);
        continue;
      }
      this.#seek = this.#length;
      // One byte more than the limit may be the carriage return of CRLF.
      if (this.#length - this.#lineStart > this.#maxRecordBytes + 1) yield* this.#beginOverlong();
      return;
    }
  }

  #append(slice: Uint8Array): void {
    const needed = this.#length + slice.length;
    if (needed > this.#held.length) {
      const larger = new Uint8Array(Math.max(needed, this.#held.length * 2));
      larger.set(this.#held.subarray(0, this.#length));
      this.#held = larger;
    }
    this.#held.set(slice, this.#length);
    this.#length = needed;
  }

  /** Rolls the hash over the bytes not yet seen; finds the first place at which the rule cuts. */
  #findCut(): boolean {
    const held = this.#held;
    const end = Math.min(this.#length, cutSizes.most);
    const aim = Math.min(cutSizes.aim, end);
    let hash = this.#hash;
    let at = Math.max(this.#hashed, cutSizes.least);
    let found = false;
    while (at < aim && !found) {
      hash = ((hash << 1) + (gear[held[at++] as number] as number)) | 0;
      found = (hash & strictMask) === 0;
    }
    while (at < end && !found) {
      hash = ((hash << 1) + (gear[held[at++] as number] as number)) | 0;
      found = (hash & looseMask) === 0;
    }
    this.#hash = hash;
    this.#hashed = at;
    if (!found && at < cutSizes.most) return false;
    this.#seek = at - 1;
    this.#lineStart = held.subarray(0, this.#seek).lastIndexOf(newline) + 1;
    return true;
  }

  #cut(end: number): Piece {
    const bytes = this.#memory.copyOf(this.#held.subarray(0, end));
    this.#held.copyWithin(0, end, this.#length);
    this.#length -= end;
    this.#restart();
    return { kind: "chunk", bytes };
  }

  *#beginOverlong(): Generator<Piece> {
    if (this.#lineStart > 0)
      yield { kind: "chunk", bytes: this.#memory.copyOf(this.#held.subarray(0, this.#lineStart)) };
    this.#head = this.#held.slice(this.#lineStart, this.#lineStart + headBytes);
    this.#skipped = this.#length - this.#lineStart;
    this.#length = 0;
    this.#restart();
  }

  #endOverlong(): Piece {
    const piece: Piece = { kind: "overlong", head: this.#head ?? new Uint8Array(0), bytes: this.#skipped };
    this.#head = undefined;
    this.#skipped = 0;
    return piece;
  }

  #restart(): void {
    this.#hashed = 0;
    this.#hash = 0;
    this.#seek = -1;
    this.#lineStart = 0;
  }
}
