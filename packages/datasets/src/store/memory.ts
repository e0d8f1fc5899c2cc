import { assertBlobKey } from "./key.ts";
import type { BlobStore } from "./port.ts";

interface Held {
  readonly bytes: Uint8Array;
  readonly modifiedAtMs: number;
}

/** A store in memory, for tests and previews. `now` dates what is put; without it every put is dated one later. */
export function memoryStore(options: { now?: () => number } = {}): BlobStore {
  const blobs = new Map<string, Held>();
  let puts = 0;
  const now = options.now ?? (() => (puts += 1));
  const held = (key: string): Held | undefined => {
    assertBlobKey(key);
    return blobs.get(key);
  };
  return {
    async put(key, bytes) {
      const before = held(key);
      const same = before !== undefined && Buffer.compare(before.bytes, bytes) === 0;
      blobs.set(key, { bytes: Uint8Array.from(bytes), modifiedAtMs: now() });
      return !same;
    },
    async get(key) {
      const found = held(key);
      return found && Uint8Array.from(found.bytes);
    },
    async has(key) {
      return held(key) !== undefined;
    },
    async stat(key) {
      const found = held(key);
      return found && { bytes: found.bytes.length, modifiedAtMs: found.modifiedAtMs };
    },
    async delete(key) {
      return held(key) !== undefined && blobs.delete(key);
    },
    async *list(prefix) {
      const keys = [...blobs.keys()].filter((key) => key.startsWith(prefix)).sort();
      for (const key of keys) {
        if (blobs.has(key)) yield key;
      }
    },
  };
}
