import type { ChunkEntry, Manifest } from "./manifest.ts";

/** A number of chunks and what they hold. */
export interface Extent {
  readonly chunks: number;
  readonly bytes: number;
  readonly records: number;
}

/** What changed from one version to another, as far as chunks tell: an edited record makes its whole chunk new. */
export interface VersionDiff {
  readonly identical: boolean;
  /** In both. */
  readonly shared: Extent;
  /** Only in the later one. */
  readonly added: Extent;
  /** Only in the earlier one. */
  readonly removed: Extent;
  /** Later minus earlier. */
  readonly records: number;
  readonly bytes: number;
  /** Later minus earlier; absent when they were not counted in the same encoding and field. */
  readonly tokens: number | undefined;
  /** The later version from its start, as runs of chunks. Records are numbered from 0. */
  readonly runs: readonly (Extent & { readonly kind: "shared" | "added"; readonly firstRecord: number })[];
}

const nothing: Extent = { chunks: 0, bytes: 0, records: 0 };
const plus = (extent: Extent, entry: ChunkEntry): Extent => ({
  chunks: extent.chunks + 1,
  bytes: extent.bytes + entry.bytes,
  records: extent.records + entry.records,
});

function tokenChange(before: Manifest, after: Manifest): number | undefined {
  const [a, b] = [before.counts, after.counts];
  if (!a || !b || a.encoding !== b.encoding || a.textField !== b.textField) return undefined;
  return b.tokens - a.tokens;
}

/** Compares two versions by their manifests alone. A chunk that stands twice must stand twice in both to be shared. */
export function diffVersions(before: Manifest, after: Manifest): VersionDiff {
  const unmatched = new Map<string, ChunkEntry[]>();
  for (const entry of before.content.chunks) {
    const alike = unmatched.get(entry.hash);
    if (alike) alike.push(entry);
    else unmatched.set(entry.hash, [entry]);
  }
  let [shared, added, removed] = [nothing, nothing, nothing];
  const runs: (Extent & { kind: "shared" | "added"; firstRecord: number })[] = [];
  let record = 0;
  for (const entry of after.content.chunks) {
    const kind = unmatched.get(entry.hash)?.pop() ? "shared" : "added";
    if (kind === "shared") shared = plus(shared, entry);
    else added = plus(added, entry);
    const last = runs.at(-1);
    if (last?.kind === kind) runs[runs.length - 1] = { ...last, ...plus(last, entry) };
    else runs.push({ kind, firstRecord: record, ...plus(nothing, entry) });
    record += entry.records;
  }
  for (const left of unmatched.values()) for (const entry of left) removed = plus(removed, entry);
  return {
    identical: before.content.sha256 === after.content.sha256,
    shared,
    added,
    removed,
    records: after.content.records - before.content.records,
    bytes: after.content.bytes - before.content.bytes,
    tokens: tokenChange(before, after),
    runs,
  };
}
