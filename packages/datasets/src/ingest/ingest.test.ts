import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkMemory } from "../chunk/memory.ts";
import { type IngestOptions, type IngestRefusal, type IngestedVersion, type Manifest } from "../index.ts";
import { collectGarbage, ingestJsonl, loadManifest, memoryStore, openPool, readVersion } from "../index.ts";

const encoder = new TextEncoder();

async function* inParts(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    yield bytes.slice(from, to);
    from = to;
  }
}

function rows(count: number, seed = 1): string[] {
  let state = seed;
  return Array.from({ length: count }, (_, index) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return JSON.stringify({ text: `Row ${index}: ${state.toString(36)} saß ${"word ".repeat(state % 60)}`, id: index });
  });
}
const lines = (list: readonly string[]): Uint8Array => encoder.encode(`${list.join("\n")}\n`);

async function ingest(bytes: Uint8Array, options: Partial<IngestOptions> = {}, cuts?: readonly number[]) {
  return ingestJsonl(inParts(bytes, cuts), { store: memoryStore(), tokenizer: null, ...options });
}
async function version(bytes: Uint8Array, options?: Partial<IngestOptions>): Promise<IngestedVersion> {
  const result = await ingest(bytes, options);
  if (result.outcome !== "version") throw new Error(result.message);
  return result;
}
async function refusal(bytes: Uint8Array, options?: Partial<IngestOptions>): Promise<IngestRefusal> {
  const result = await ingest(bytes, options);
  if (result.outcome !== "refused") throw new Error("the upload was not refused");
  return result;
}
async function keysOf(store: IngestOptions["store"]): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list("")) keys.push(key);
  return keys;
}
async function joined(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const list: Uint8Array[] = [];
  for await (const part of parts) list.push(part);
  return new Uint8Array(Buffer.concat(list));
}

describe("a version follows from the bytes of its file alone, and gives them back", () => {
  const file = lines(rows(9000));

  it("has the same hash however the stream was split", async () => {
    const whole = await version(file);
    expect(whole.chunks).toBeGreaterThan(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(file.length), { maxLength: 40 }), async (cuts) => {
        const result = await ingest(file, {}, cuts);
        expect(result.outcome === "version" && result.contentHash).toBe(whole.contentHash);
      }),
      { numRuns: 12, seed: 7 },
    );
  });

  it("reads back byte for byte, whatever the rows hold", async () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    const line = text.map((value) => JSON.stringify({ text: value.toWellFormed() }));
    const ends = fc.constantFrom("\n", "\r\n", "\n\n", "\n \t\r\n");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(line, ends), { minLength: 1 }), fc.boolean(), async (list, marked) => {
        const store = memoryStore();
        const bytes = encoder.encode((marked ? "\u{feff}" : "") + list.map(([row, end]) => row + end).join(""));
        const result = await version(bytes, { store });
        expect(Buffer.compare(await joined(readVersion(store, result.manifest)), bytes)).toBe(0);
        expect(result.records).toBe(list.length);
        expect(result.manifest.content.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it("is named by its content, not by how tokens were counted", async () => {
    const few = lines(rows(50));
    const [gpt2, other] = [
      await version(few, { tokenizer: "r50k_base" }),
      await version(few, { tokenizer: "o200k_base" }),
    ];
    expect(gpt2.contentHash).toBe(other.contentHash);
    expect(gpt2.manifestHash).not.toBe(other.manifestHash);
  });
});

describe("a bad row refuses the whole file, by line, and nothing of it can be read", () => {
  it("names each rule and line, over CRLF, blank lines, a byte order mark and chunk edges", async () => {
    const good = rows(6000);
    const head = ['\u{feff}{"text":"a"}\r', "\r", "[1]", '{"text":5}', '{"body":""}', "{broken"].join("\n");
    const bytes = Buffer.concat([
      encoder.encode(`${head}\n`),
      Buffer.from([0x7b, 0xff, 0x0a]),
      lines(good),
      encoder.encode('{"text":"\\ud800"}'),
    ]);
    const result = await refusal(bytes);
    expect(result.badRows.map(({ line, rule }) => [line, rule])).toEqual([
      [3, "object"],
      [4, "text_field"],
      [5, "text_field"],
      [6, "json"],
      [7, "utf8"],
      [6008, "unicode"],
    ]);
    expect(result).toMatchObject({ rule: "bad_rows", rowsRejected: 6, recordsRead: 6001 });
  });

  it("keeps the first hundred and counts the rest", async () => {
    const store = memoryStore();
    const result = await refusal(lines(Array.from({ length: 250 }, (_, at) => `bad ${at}`)), { store });
    expect(result.rowsRejected).toBe(250);
    expect(result.badRows.map((bad) => bad.line)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
    expect(await keysOf(store)).toEqual([]);
  });

  it("leaves no manifest, and its chunks are collected while a version's stay", async () => {
    const store = memoryStore();
    const kept = await version(lines(rows(4000, 3)), { store });
    await refusal(lines([...rows(9000, 4), "bad"]), { store });
    expect((await keysOf(store)).filter((key) => key.startsWith("manifests/"))).toHaveLength(1);
    const before = (await keysOf(store)).length;
    const result = await collectGarbage(store, [kept.manifest], { putBeforeMs: Number.MAX_SAFE_INTEGER });
    expect(result.blobsDeleted).toBe(before - kept.chunks - 1);
    expect(result.blobsDeleted).toBeGreaterThan(0);
    expect((await joined(readVersion(store, await loadManifest(store, kept.manifestHash)))).length).toBe(kept.bytes);
  });

  it("states a row over the limit without holding it", async () => {
    const limits = { maxRecordBytes: 1000 };
    const fits = JSON.stringify({ text: "x".repeat(1000 - 11) });
    expect((await version(encoder.encode(`${fits}\r\n`), { limits })).records).toBe(1);
    const long = `{"text":"${"x".repeat(3_000_000)}"}`;
    const result = await refusal(lines([...rows(20), long, ...rows(20), `${fits} `]), { limits });
    expect(result.badRows.map(({ line, rule }) => [line, rule])).toEqual([
      [21, "record_bytes"],
      [42, "record_bytes"],
    ]);
    expect(result.badRows[0]?.received).toContain("(3000012 bytes)");
  });

  it("refuses a file without records, and one over the limit as soon as it is", async () => {
    expect(await refusal(encoder.encode("\n\n"))).toMatchObject({ rule: "empty" });
    expect(await refusal(lines(rows(100)), { limits: { maxBytes: 1000 } })).toMatchObject({ rule: "too_large" });
  });
});

describe("memory does not grow with the file", () => {
  it("reads no further ahead than the pipeline is wide", async () => {
    const part = lines(rows(2000));
    let given = 0;
    let ahead = 0;
    let done = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < 60; at += 1) {
        given += part.length;
        ahead = Math.max(ahead, given - done);
        yield part;
      }
    }
    const store = memoryStore();
    let records = 0;
    const bytesPerRecord = part.length / 2000;
    await ingestJsonl(source(), {
      store,
      tokenizer: null,
      onProgress: (progress) => {
        records = progress.recordsRead;
        done = records * bytesPerRecord;
      },
    });
    expect(records).toBe(120_000);
    expect(ahead).toBeLessThan(5 * 2 ** 20);
    expect(given).toBeGreaterThan(3 * ahead);
  });
});

describe("an upload that is stopped leaves no version", () => {
  it("by its signal, even while the source says nothing", async () => {
    const store = memoryStore();
    const stop = new AbortController();
    async function* source(): AsyncGenerator<Uint8Array> {
      yield lines(rows(9000));
      stop.abort(new Error("the browser left"));
      await new Promise(() => undefined);
    }
    const work = ingestJsonl(source(), { store, tokenizer: null, signal: stop.signal });
    await expect(work).rejects.toThrow("the browser left");
    expect((await keysOf(store)).filter((key) => key.startsWith("manifests/"))).toEqual([]);
  });

  it("by its source or its store", async () => {
    const store = memoryStore();
    async function* source(): AsyncGenerator<Uint8Array> {
      yield lines(rows(9000));
      throw new Error("connection reset");
    }
    await expect(ingestJsonl(source(), { store, tokenizer: null })).rejects.toThrow("connection reset");
    const full = { ...memoryStore(), put: () => Promise.reject(new Error("no space left")) };
    await expect(ingest(lines(rows(9000)), { store: full })).rejects.toThrow("no space left");
    expect((await keysOf(store)).filter((key) => key.startsWith("manifests/"))).toEqual([]);
  });

  it("states what an option may be", async () => {
    const file = lines(rows(1));
    await expect(ingest(file, { limits: { maxBytes: 0 } })).rejects.toThrow(
      "maxBytes is a whole number of bytes from 1",
    );
    await expect(ingest(file, { tokenizer: "gpt9" as "r50k_base" })).rejects.toThrow('received "gpt9"');
  });
});

describe("threads give what the calling thread gives", () => {
  it("to the byte and token, and fall back with a reason when they cannot start", async () => {
    const file = lines(rows(5000));
    const pool = await openPool({ threads: 2 });
    const lost = await openPool({ threads: 2, workerUrl: new URL("file:///nowhere/thread.ts") });
    try {
      expect([pool.mode, lost.mode]).toEqual(["threads", "in_process"]);
      expect(lost.reason).toContain("threads could not be started");
      const results = await Promise.all(
        [undefined, pool, lost].map((one) => version(file, { tokenizer: "r50k_base", ...(one && { pool: one }) })),
      );
      const manifests: Manifest[] = results.map((result) => result.manifest);
      expect(manifests[1]).toEqual(manifests[0]);
      expect(manifests[2]).toEqual(manifests[0]);
      expect(results[0]?.tokens).toBeGreaterThan(50_000);
    } finally {
      await pool.close();
    }
  });
});

describe("one reading counts in several vocabularies", () => {
  it("as many tokens as a reading for each, in the same manifest", async () => {
    const file = lines(rows(3000));
    const pool = await openPool({ threads: 2 });
    try {
      const both = await version(file, { tokenizer: "r50k_base", alsoCount: ["cl100k_base", "r50k_base"], pool });
      const [first, second] = [
        await version(file, { tokenizer: "r50k_base" }),
        await version(file, { tokenizer: "cl100k_base" }),
      ];
      expect(both.tokenCounts).toEqual([...first.tokenCounts, ...second.tokenCounts]);
      expect(both.tokenCounts.map(({ encoding }) => encoding)).toEqual(["r50k_base", "cl100k_base"]);
      expect(both.manifest).toEqual(first.manifest);
      expect((await version(file, { alsoCount: ["cl100k_base"] })).tokenCounts).toEqual(second.tokenCounts);
    } finally {
      await pool.close();
    }
  });
});

describe("the memory of a chunk is used again and never seen through", () => {
  it("gives each chunk its own bytes, and keeps no more than it was told", () => {
    const memory = new ChunkMemory(1);
    const first = memory.copyOf(Uint8Array.of(1, 2, 3));
    memory.give(first.buffer);
    memory.give(memory.copyOf(new Uint8Array(9)).buffer);
    const again = memory.copyOf(Uint8Array.of(7));
    expect([again.buffer === first.buffer, [...again]]).toEqual([true, [7]]);
    expect(memory.copyOf(Uint8Array.of(8)).buffer).not.toBe(first.buffer);
    const large = memory.copyOf(new Uint8Array(2 ** 20));
    memory.give(large.buffer);
    expect(memory.copyOf(Uint8Array.of(8)).buffer).not.toBe(large.buffer);
  });
});

describe("a thread that dies", () => {
  it("fails its upload and no other: the next chunk gets a new thread", async () => {
    const dying = `import { parentPort } from "node:worker_threads"; let jobs = 0;
      parentPort.on("message", () => (++jobs === 2 ? process.exit(9) : parentPort.postMessage({ failed: "told to" })));
      parentPort.postMessage({ ready: true });`;
    const pool = await openPool({
      threads: 1,
      workerUrl: new URL(`data:text/javascript,${encodeURIComponent(dying)}`),
    });
    const job = () =>
      pool.examine({
        bytes: new Uint8Array(1),
        first: true,
        encodings: [],
        textField: "text",
        maxRecordBytes: 9,
      });
    expect(pool.mode).toBe("threads");
    await expect(job()).rejects.toThrow("a chunk could not be examined: told to");
    await expect(job()).rejects.toThrow("the thread that examined a chunk died");
    await expect(job()).rejects.toThrow("told to");
    await pool.close();
    await expect(job()).rejects.toThrow("closed");
  });
});
