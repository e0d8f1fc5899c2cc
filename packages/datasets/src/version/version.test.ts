import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlobStore, IngestedVersion } from "../index.ts";
import { ManifestError, decodeManifest, diffVersions, encodeManifest, ingestJsonl } from "../index.ts";
import { DamageError, loadManifest, memoryStore, readVersion, verifyVersion } from "../index.ts";
import { chunkKey, manifestKey } from "./manifest.ts";

const sentence = "Half of all records hold a sentence that stays the same from one version to the next one. ";
const record = (index: number, edition: number): string =>
  `${JSON.stringify({ text: `${index} (edition ${edition}): ${sentence.repeat(1 + ((index * 7919) % 9))}` })}\n`;

async function ingest(store: BlobStore, rows: readonly string[]): Promise<IngestedVersion> {
  async function* source(): AsyncGenerator<Uint8Array> {
    yield new TextEncoder().encode(rows.join(""));
  }
  const result = await ingestJsonl(source(), { store, tokenizer: null });
  if (result.outcome !== "version") throw new Error(result.message);
  return result;
}
const edited = (count: number, from: number, to: number): string[] =>
  Array.from({ length: count }, (_, index) => record(index, index >= from && index < to ? 2 : 1));

async function drain(store: BlobStore, version: IngestedVersion): Promise<void> {
  for await (const part of readVersion(store, version.manifest)) expect(part.length).toBeGreaterThan(0);
}

describe("a second version stores only the chunks that changed", () => {
  it("2 % of the records edited in one place: fewer than 6 % of the bytes are new", async () => {
    const store = memoryStore();
    const first = await ingest(store, edited(40_000, 0, 0));
    const second = await ingest(store, edited(40_000, 20_000, 20_800));
    const diff = diffVersions(first.manifest, second.manifest);
    expect(first.bytes).toBeGreaterThan(15e6);
    expect(second.chunksNew).toBe(diff.added.chunks);
    expect(diff.added.bytes / second.bytes).toBeLessThan(0.06);
    expect(diff.shared.bytes + diff.added.bytes).toBe(second.bytes);
    expect(diff.shared.bytes + diff.removed.bytes).toBe(first.bytes);
    expect(diff.runs.map((run) => run.kind)).toEqual(["shared", "added", "shared"]);
    expect(second.storedBytesNew).toBeLessThan(first.storedBytesNew * 0.06);
  });

  it("a record put before the first moves no other chunk", async () => {
    const store = memoryStore();
    const first = await ingest(store, edited(20_000, 0, 0));
    const second = await ingest(store, [record(50_000, 1), ...edited(20_000, 0, 0)]);
    const diff = diffVersions(first.manifest, second.manifest);
    expect(diff.added.chunks).toBeLessThanOrEqual(3);
    expect(diff).toMatchObject({ records: 1, identical: false });
    expect(diffVersions(first.manifest, first.manifest)).toMatchObject({ identical: true, added: { chunks: 0 } });
  });
});

describe("damage is found before a byte of it is given out", () => {
  it("any flipped bit, cut or lost chunk is found by a full check and by reading", async () => {
    const store = memoryStore();
    const version = await ingest(store, edited(6000, 0, 0));
    const { chunks } = version.manifest.content;
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.constantFrom("flip", "cut", "lose"), async (which, where, how) => {
        const index = which % chunks.length;
        const key = chunkKey(chunks[index]?.hash ?? "");
        const whole = (await store.get(key)) ?? new Uint8Array();
        const spoiled = how === "cut" ? whole.slice(0, where % whole.length) : Uint8Array.from(whole);
        const place = where % whole.length;
        if (how === "flip") spoiled[place] = (spoiled[place] ?? 0) ^ (1 << (where % 8));
        if (how === "lose") await store.delete(key);
        else await store.put(key, spoiled);
        const [cheap, full] = [
          await verifyVersion(store, version.manifest, { full: false }),
          await verifyVersion(store, version.manifest, { full: true }),
        ];
        const readable = full.damages.length === 0;
        if (readable) {
          // A flipped bit that zstd ignores still unpacks to the right bytes.
          expect(full.wholeFile).toBe(true);
          await drain(store, version);
        } else {
          expect(full.damages.map((damage) => damage.chunk)).toEqual([index]);
          await expect(drain(store, version)).rejects.toThrow(DamageError);
        }
        if (how !== "flip") {
          expect(readable).toBe(false);
          expect(cheap.damages.map((damage) => damage.chunk)).toEqual([index]);
        }
        await store.put(key, whole);
      }),
      { numRuns: 60, seed: 5 },
    );
    expect(await verifyVersion(store, version.manifest, { full: true })).toMatchObject({
      damages: [],
      wholeFile: true,
    });
  });

  it("uploading the file again heals it", async () => {
    const store = memoryStore();
    const version = await ingest(store, edited(6000, 0, 0));
    const key = chunkKey(version.manifest.content.chunks[0]?.hash ?? "");
    await store.put(key, new Uint8Array([1, 2, 3]));
    const again = await ingest(store, edited(6000, 0, 0));
    expect(again.contentHash).toBe(version.contentHash);
    expect((await verifyVersion(store, version.manifest, { full: true })).damages).toEqual([]);
  });

  it("a manifest that was changed is refused, with the rule", async () => {
    const store = memoryStore();
    const { manifest, manifestHash } = await ingest(store, edited(100, 0, 0));
    expect(await loadManifest(store, manifestHash)).toEqual(manifest);
    const { bytes } = encodeManifest({ ...manifest, content: { ...manifest.content, bytes: 1 } });
    expect(() => decodeManifest(bytes)).toThrow("bytes is the sum over the chunks");
    await store.put(manifestKey(manifestHash), bytes);
    await expect(loadManifest(store, manifestHash)).rejects.toThrow(ManifestError);
    await expect(loadManifest(store, "0".repeat(64))).rejects.toThrow("there is no manifests/");
  });
});
