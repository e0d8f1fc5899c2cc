// Guarantees: the README's example runs; a write that is sent twice happens once; a stream resumes without loss; refusals have words.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveApi, type Served } from "../../api/test/serve.ts";
import { createWorld, type World } from "../../services/test/world.ts";
import { createKey } from "../../services/src/key/create.ts";
import { createIngotClient, type IngotClient, IngotError, type Watching } from "./index.ts";

let world: World;
let served: Served;
let apiKey: string;
let ingot: IngotClient;

beforeAll(async () => {
  world = await createWorld({ demo: true });
  served = await serveApi(world);
  const input = { name: "test", role: "admin" as const, expires_in_days: 1 };
  apiKey = (await createKey({ ctx: world.lumen.ctx("owner"), input })).secret ?? "none";
  ingot = createIngotClient({ url: served.url, apiKey });
});
afterAll(async () => {
  await served.close();
  await world.close();
});

const errorOf = async (work: Promise<unknown>): Promise<IngotError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(IngotError);
  return error as IngotError;
};

const count = async (table: "dataset" | "contract"): Promise<number> => {
  const [row] = await world.rows<Record<"dataset" | "contract", number>>`
    select (select count(*)::int from dataset) as dataset, (select count(*)::int from contract) as contract`;
  return row?.[table] ?? 0;
};

async function signContract(): Promise<string> {
  const ask = {
    model: "gpt2",
    dataset_version: world.lumen.versionId,
    tokens: 2_000_000_000,
    wish: { system: "dgx-h100", devices: 8 },
  };
  const quote = await ingot.api.quote.create.mutate(ask);
  const { id, hash } = quote;
  return (await ingot.api.quote.accept.mutate({ id, hash, signed_name: "A test" })).contract_id;
}

describe("the client", () => {
  it("plans without an account, and posts a read that is too long for an address", async () => {
    const open = createIngotClient({ url: served.url });
    const config = {
      model_type: "llama",
      hidden_size: 4096,
      intermediate_size: 11_008,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      vocab_size: 32_000,
      max_position_embeddings: 4096,
      note: "é".repeat(2_000),
    };
    const { ask, result } = await open.api.plan.compute.query({ config, system: "dgx-h100", devices: 64 });
    expect(ask.model.parameters).toBe(6_738_415_616);
    expect(result.outcome).toBe("planned");
  });

  it("runs the README's example", async () => {
    const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const [, source = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const body = source.replace(/^import .*\n/gm, "");
    const said: string[] = [];
    const AsyncFunction = (async () => {}).constructor as new (
      ...parts: string[]
    ) => (...parts: unknown[]) => Promise<void>;
    const example = new AsyncFunction("createIngotClient", "process", "console", body);
    const env = { INGOT_API_KEY: apiKey, INGOT_URL: served.url };
    await example(createIngotClient, { env }, { log: (line: string) => void said.push(line) });
    expect(said.join("\n")).toMatch(/accepted[\s\S]*USD/);
  });

  it("keeps reads in one request, and each write under a key of its own", async () => {
    const asked: { url: string; key: string | null }[] = [];
    const spying = createIngotClient({
      url: served.url,
      apiKey,
      fetch: (url, init) => {
        asked.push({
          url: url instanceof Request ? url.url : url.toString(),
          key: new Headers(init?.headers).get("idempotency-key"),
        });
        return fetch(url, init);
      },
    });
    await Promise.all([
      spying.api.dataset.list.query({}),
      spying.api.quote.list.query({}),
      spying.api.clock.get.query(),
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.key).toBeNull();
    await Promise.all([
      spying.api.dataset.create.mutate({ name: "A" }),
      spying.api.dataset.create.mutate({ name: "B" }),
    ]);
    const keys = asked.slice(1).map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(new Set(keys).size).toBe(2);
  });

  it("repeats a write whose answer was lost under the same key, so that it happens once", async () => {
    const before = await count("dataset");
    let lost = 0;
    const unlucky = createIngotClient({
      url: served.url,
      apiKey,
      fetch: async (url, init) => {
        const response = await fetch(url, init);
        if (lost++ === 0) throw new TypeError("fetch failed");
        return response;
      },
    });
    const made = await unlucky.api.dataset.create.mutate({ name: "Once" });
    expect(made.name).toBe("Once");
    expect(lost).toBe(2);
    expect(await count("dataset")).toBe(before + 1);
  });

  it("tells refusals by code, words and request id, and a missing server as such", async () => {
    const missing = await errorOf(ingot.api.dataset.get.query({ id: "ds_none" }));
    expect(missing).toMatchObject({ code: "NOT_FOUND", details: { what: "dataset" }, requestId: expect.any(String) });
    expect(missing.message).toContain("ds_none");
    const wrongKey = createIngotClient({ url: served.url, apiKey: `ik_${"x".repeat(43)}` });
    expect((await errorOf(wrongKey.api.dataset.list.query({}))).code).toBe("UNAUTHENTICATED");
    const raw = await errorOf(ingot.downloadCheckpoint("ckpt_none"));
    expect(raw).toMatchObject({ code: "NOT_FOUND", requestId: expect.any(String) });
    const nowhere = createIngotClient({ url: "http://127.0.0.1:9", apiKey });
    expect((await errorOf(nowhere.downloadInvoice("inv_x"))).code).toBe("NETWORK");
    expect(() => createIngotClient({ url: "not a url" })).toThrow("not a url");
  });
});

describe("an upload", () => {
  const rows = (texts: string[]) => texts.map((text) => `${JSON.stringify({ text })}\n`).join("");
  async function* parts(text: string): AsyncGenerator<Uint8Array> {
    for (let start = 0; start < text.length; start += 1000) yield Buffer.from(text.slice(start, start + 1000));
  }

  it("streams with progress and becomes a version", async () => {
    const dataset = await ingot.api.dataset.create.mutate({ name: "Streamed" });
    const text = rows(Array.from({ length: 200 }, (_, index) => `row ${index} of a file`));
    const seen: number[] = [];
    const upload = await ingot.uploadDataset({
      datasetId: dataset.id,
      body: parts(text),
      bytes: text.length,
      fileName: "rows of été.jsonl",
      onProgress: (sent) => void seen.push(sent),
    });
    expect(upload).toMatchObject({ status: "accepted", records: 200, bytes_received: text.length });
    expect(upload.file_name).toBe("rows of été.jsonl");
    expect(seen.at(-1)).toBe(text.length);
    expect(seen.length).toBeGreaterThan(3);
  });

  it("of bad rows is told by line, and of another's dataset is not found", async () => {
    const dataset = await ingot.api.dataset.create.mutate({ name: "Bad rows" });
    const upload = await ingot.uploadDataset({ datasetId: dataset.id, body: parts(`${rows(["good"])}no json\n`) });
    expect(upload.status).toBe("rejected");
    expect(upload.rejected_rows[0]?.line).toBe(2);
    const foreign = ingot.uploadDataset({ datasetId: world.rival.datasetId, body: parts(rows(["x"])) });
    expect((await errorOf(foreign)).code).toBe("NOT_FOUND");
  });
});

describe("a stream", () => {
  it("resumes after a cut exactly where it was, and ends with the contract", async () => {
    const contractId = await signContract();
    const stopping = new AbortController();
    const seen: Watching[] = [];
    const sequences = () => seen.flatMap(({ message }) => (message.kind === "event" ? [message.event.sequence] : []));
    const watching = (async () => {
      for await (const each of ingot.watchContract({ contractId, signal: stopping.signal })) {
        seen.push(each);
        if (sequences().length > 0 && each.message.kind === "contract") {
          if (each.message.contract.actions.includes("cancel")) {
            served.cut();
            await ingot.api.contract.cancel.mutate({ id: contractId });
          } else stopping.abort();
        }
      }
    })();
    await watching;
    const got = sequences();
    expect(got.length).toBeGreaterThan(1);
    expect(got).toEqual(got.map((_, index) => index + 1));
  });

  it("that is refused throws", async () => {
    const refused = (async () => {
      for await (const _ of ingot.watchContract({ contractId: "ctr_none" })) throw new Error("nothing comes");
    })();
    expect((await errorOf(refused)).code).toBe("NOT_FOUND");
  });
});
