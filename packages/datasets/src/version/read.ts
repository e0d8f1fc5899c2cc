import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { sha256 } from "../chunk/examine.ts";
import type { BlobStore } from "../store/port.ts";
import { type ChunkEntry, decodeManifest, type Manifest, ManifestError, chunkKey, manifestKey } from "./manifest.ts";

/** Something wrong with one chunk of a version. */
export interface Damage {
  /** Its place in the version, from 0. */
  readonly chunk: number;
  readonly hash: string;
  readonly kind: "missing" | "size" | "unreadable" | "hash";
  readonly message: string;
}

/** A version could not be read to its end as it was written. */
export class DamageError extends Error {
  override readonly name = "DamageError";
  readonly damage: Damage;

  constructor(damage: Damage) {
    super(`the dataset version is damaged: ${damage.message}`);
    this.damage = damage;
  }
}

const decompress = promisify(zstdDecompress);

const describe = {
  missing: "is not in the store",
  size: "has another size in the store than when it was written",
  unreadable: "cannot be unpacked",
  hash: "holds other bytes than its name says",
} as const;

/** States what is wrong with the chunk at place `index`. */
export function damageOf(index: number, entry: ChunkEntry, kind: Damage["kind"]): Damage {
  return { chunk: index, hash: entry.hash, kind, message: `chunk ${index} (${entry.hash}) ${describe[kind]}` };
}

/** Unpacks one chunk and checks it against its entry. A frame that would unpack to more than it should is stopped. */
export async function unpackChunk(stored: Uint8Array, entry: ChunkEntry): Promise<Uint8Array | "unreadable" | "hash"> {
  let bytes: Uint8Array;
  try {
    bytes = await decompress(stored, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch {
    return "unreadable";
  }
  return bytes.length === entry.bytes && sha256(bytes) === entry.hash ? bytes : "hash";
}

async function readChunk(store: BlobStore, entry: ChunkEntry, index: number): Promise<Uint8Array> {
  const stored = await store.get(chunkKey(entry.hash));
  if (!stored) throw new DamageError(damageOf(index, entry, "missing"));
  const bytes = await unpackChunk(stored, entry);
  if (typeof bytes === "string") throw new DamageError(damageOf(index, entry, bytes));
  return bytes;
}

/**
 * The file of a version, byte for byte, a chunk at a time; every chunk is checked before it is given out.
 * **Throws** DamageError. **Cost** memory of two chunks.
 */
export async function* readVersion(store: BlobStore, manifest: Manifest): AsyncGenerator<Uint8Array> {
  const { chunks } = manifest.content;
  const begin = (index: number): Promise<Uint8Array> | undefined => {
    const entry = chunks[index];
    const work = entry && readChunk(store, entry, index);
    // Awaited one round later; a reader that stops early leaves it unheard.
    work?.catch(() => undefined);
    return work;
  };
  let next = begin(0);
  for (let index = 0; next; index += 1) {
    const bytes: Uint8Array = await next;
    next = begin(index + 1);
    yield bytes;
  }
}

/** A manifest from its store, checked against its name. **Throws** ManifestError when it is not there or not itself. */
export async function loadManifest(store: BlobStore, manifestHash: string): Promise<Manifest> {
  const key = manifestKey(manifestHash);
  const bytes = await store.get(key);
  if (!bytes) throw new ManifestError(`there is no ${key} in the store`);
  const received = sha256(bytes);
  if (received !== manifestHash) throw new ManifestError(`${key} is damaged: its SHA-256 is ${received}`);
  return decodeManifest(bytes);
}
