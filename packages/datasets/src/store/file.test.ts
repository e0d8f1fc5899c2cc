import { spawn } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BlobStore, assertBlobKey, collectGarbage, fileStore, memoryStore, verifyVersion } from "../index.ts";
import { ingestJsonl } from "../index.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-datasets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keysOf(store: BlobStore, prefix = ""): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys;
}

describe("no key leaves the store's root, hides, or means two files", () => {
  it.each([
    "",
    "/a",
    "a/",
    "a//b",
    "../a",
    "a/../b",
    ".hidden",
    "a/.b",
    "A",
    "a\\b",
    "a\0b",
    "a b",
    "ä",
    "a".repeat(128),
  ])("refuses %j", async (key) => {
    expect(() => assertBlobKey(key)).toThrow(RangeError);
    await expect(fileStore(folder).put(key, new Uint8Array(1))).rejects.toThrow("a blob key is");
    await expect(memoryStore().get(key)).rejects.toThrow("a blob key is");
  });
});

describe.each([
  ["folder", () => fileStore(join(folder, "port"))],
  ["memory", () => memoryStore()],
])("a store in a %s keeps the port's promises", (_, open) => {
  it("puts, gets, dates anew, lists in order, deletes", async () => {
    const store = open();
    const bytes = new TextEncoder().encode("checkpoint");
    expect(await store.put("checkpoints/ctr_1/a", bytes)).toBe(true);
    const first = await store.stat("checkpoints/ctr_1/a");
    expect(await store.put("checkpoints/ctr_1/a", bytes)).toBe(false);
    const second = await store.stat("checkpoints/ctr_1/a");
    expect(second?.modifiedAtMs).toBeGreaterThan((first?.modifiedAtMs ?? 0) - 0.001);
    expect(await store.put("checkpoints/ctr_1/a", new TextEncoder().encode("CHECKPOINT"))).toBe(true);
    expect(new TextDecoder().decode(await store.get("checkpoints/ctr_1/a"))).toBe("CHECKPOINT");
    await store.put("checkpoints/ctr_1-b", bytes);
    await store.put("checkpoints/ctr_1.empty", new Uint8Array());
    await store.put("other", bytes);
    const all = ["checkpoints/ctr_1-b", "checkpoints/ctr_1.empty", "checkpoints/ctr_1/a", "other"];
    expect(await keysOf(store)).toEqual(all);
    expect(await keysOf(store, "checkpoints/ctr_1/")).toEqual(["checkpoints/ctr_1/a"]);
    expect(await keysOf(store, "checkpoints/ctr")).toEqual(all.slice(0, 3));
    expect([await store.has("other"), await store.has("checkpoints"), await store.get("checkpoints")]).toEqual([
      true,
      false,
      undefined,
    ]);
    expect([await store.delete("other"), await store.delete("other"), await store.has("other")]).toEqual([
      true,
      false,
      false,
    ]);
    expect(await store.stat("other")).toBeUndefined();
  });
});

const killed = `
import { fileStore, ingestJsonl } from ${JSON.stringify(new URL("../index.ts", import.meta.url).href)};
let state = 1;
const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0).toString(36);
async function* source() {
  for (;;) yield Buffer.from(Array.from({ length: 2000 }, () => JSON.stringify({ text: next() + next() }) + "\\n").join(""));
}
let settled = 0;
await ingestJsonl(source(), { store: fileStore(process.argv[1]), tokenizer: null, onProgress: () => {
  if (++settled === 8) process.kill(process.pid, "SIGKILL");
} });
`;

describe("a process killed in the middle of an upload leaves no version", () => {
  it("and what it left is collected", async () => {
    const root = join(folder, "killed");
    const child = spawn(process.execPath, ["--input-type=module", "-e", killed, root], { stdio: "inherit" });
    const signal = await new Promise((resolve) => child.once("exit", (_code, name) => resolve(name)));
    expect(signal).toBe("SIGKILL");
    const store = fileStore(root);
    expect((await keysOf(store, "chunks/")).length).toBeGreaterThanOrEqual(8);
    expect(await keysOf(store, "manifests/")).toEqual([]);
    await writeFile(join(root, ".unfinished", "left-by-the-dead"), "half a chunk");
    const later = (await stat(root)).mtimeMs + 3_600_000;
    const early = await collectGarbage(store, [], { putBeforeMs: 0 });
    expect(early.blobsDeleted).toBe(0);
    const result = await collectGarbage(store, [], { putBeforeMs: later });
    expect(result.unfinishedSwept).toBeGreaterThanOrEqual(1);
    expect(await keysOf(store)).toEqual([]);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode('{"text":"after the crash"}\n');
    }
    const after = await ingestJsonl(source(), { store, tokenizer: "r50k_base" });
    if (after.outcome !== "version") throw new Error(after.message);
    expect((await verifyVersion(store, after.manifest, { full: true })).damages).toEqual([]);
  });
});
