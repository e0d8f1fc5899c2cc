import { createHash } from "node:crypto";
import type { BlobStore } from "../store/port.ts";
import { type ChunkEntry, type Manifest, chunkKey } from "./manifest.ts";
import { type Damage, damageOf, unpackChunk } from "./read.ts";

/** What a check of a version found. */
export interface Verification {
  readonly mode: "stat" | "full";
  readonly chunksChecked: number;
  /** **Unit** byte as stored. */
  readonly bytesChecked: number;
  readonly damages: readonly Damage[];
  /** Full mode without damages only: whether all chunks together are the file that the manifest names. */
  readonly wholeFile: boolean | undefined;
}

interface Found {
  readonly bytes: number;
  readonly damage: Damage["kind"] | undefined;
  readonly plain: Uint8Array | undefined;
}

async function lookAt(store: BlobStore, entry: ChunkEntry, stored: number): Promise<Found> {
  const stat = await store.stat(chunkKey(entry.hash));
  if (!stat) return { bytes: 0, damage: "missing", plain: undefined };
  return { bytes: stat.bytes, damage: stat.bytes === stored ? undefined : "size", plain: undefined };
}

async function lookInto(store: BlobStore, entry: ChunkEntry): Promise<Found> {
  const stored = await store.get(chunkKey(entry.hash));
  if (!stored) return { bytes: 0, damage: "missing", plain: undefined };
  const plain = await unpackChunk(stored, entry);
  if (typeof plain === "string") return { bytes: stored.length, damage: plain, plain: undefined };
  return { bytes: stored.length, damage: undefined, plain };
}

/**
 * Checks a version's chunks in its store and goes on past damages. **Cost** one `stat` for each chunk, and with `full`
 * all of its bytes read, unpacked and hashed.
 */
export async function verifyVersion(
  store: BlobStore,
  manifest: Manifest,
  options: { full: boolean },
): Promise<Verification> {
  const whole = createHash("sha256");
  const damages: Damage[] = [];
  let bytesChecked = 0;
  const { chunks } = manifest.content;
  for (const [index, entry] of chunks.entries()) {
    const stored = manifest.storedBytes[index] ?? 0;
    const found = await (options.full ? lookInto(store, entry) : lookAt(store, entry, stored));
    bytesChecked += found.bytes;
    if (found.damage) damages.push(damageOf(index, entry, found.damage));
    if (found.plain) whole.update(found.plain);
  }
  const checkable = options.full && damages.length === 0;
  const wholeFile = checkable ? whole.digest("hex") === manifest.content.sha256 : undefined;
  return { mode: options.full ? "full" : "stat", chunksChecked: chunks.length, bytesChecked, damages, wholeFile };
}
