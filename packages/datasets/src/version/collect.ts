import type { BlobStore } from "../store/port.ts";
import { type Manifest, chunkKey, encodeManifest, manifestKey } from "./manifest.ts";

/** What a collection deleted. */
export interface Collection {
  readonly blobsKept: number;
  readonly blobsDeleted: number;
  readonly bytesDeleted: number;
  /** Drafts of writers that died. */
  readonly unfinishedSwept: number;
}

/**
 * Deletes every chunk and manifest that none of `referenced` needs and that was last put before `putBeforeMs` (the
 * store's clock). An upload dates every chunk it relies on anew, so nothing of an upload that began at or after that
 * time is touched: pass the start of the oldest upload still running, less the difference of the clocks.
 */
export async function collectGarbage(
  store: BlobStore,
  referenced: Iterable<Manifest> | AsyncIterable<Manifest>,
  options: { putBeforeMs: number },
): Promise<Collection> {
  const needed = new Set<string>();
  for await (const manifest of referenced) {
    needed.add(manifestKey(encodeManifest(manifest).hash));
    for (const { hash } of manifest.content.chunks) needed.add(chunkKey(hash));
  }
  let [blobsKept, blobsDeleted, bytesDeleted] = [0, 0, 0];
  for (const prefix of ["chunks/", "manifests/"]) {
    for await (const key of store.list(prefix)) {
      const stat = await store.stat(key);
      if (!stat) continue;
      if (needed.has(key) || stat.modifiedAtMs >= options.putBeforeMs) {
        blobsKept += 1;
      } else if (await store.delete(key)) {
        blobsDeleted += 1;
        bytesDeleted += stat.bytes;
      }
    }
  }
  const unfinishedSwept = (await store.sweepUnfinished?.(options.putBeforeMs)) ?? 0;
  return { blobsKept, blobsDeleted, bytesDeleted, unfinishedSwept };
}
