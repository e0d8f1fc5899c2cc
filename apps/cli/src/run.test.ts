// Guarantees: each command does what its help says on a real API; a refusal is a sentence on stderr with status 1; a tampered quote is found offline.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { createIngotClient } from "@ingot/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Served, serveApi } from "../../../packages/api/test/serve.ts";
import { createKey } from "../../../packages/services/src/key/create.ts";
import { createWorld, type World } from "../../../packages/services/test/world.ts";
import { credentialsFile } from "./credentials.ts";
import { run } from "./run.ts";
import type { Terminal } from "./terminal.ts";

let world: World;
let served: Served;
let apiKey: string;
let folder: string;
const file = (name: string) => join(folder, name);

beforeAll(async () => {
  world = await createWorld({ demo: true });
  served = await serveApi(world);
  const input = { name: "cli", role: "admin" as const, expires_in_days: 1 };
  apiKey = (await createKey({ ctx: world.lumen.ctx("owner"), input })).secret ?? "none";
  folder = mkdtempSync(join(tmpdir(), "ingot-cli-"));
});
afterAll(async () => {
  await served.close();
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Said {
  readonly status: number;
  readonly out: string;
  readonly remarks: string;
}

async function ingot(args: string[], more: { env?: Record<string, string>; typed?: string } = {}): Promise<Said> {
  const [input, output, remarks] = [new PassThrough(), new PassThrough(), new PassThrough()];
  input.end(more.typed ?? "");
  const env = more.env ?? { INGOT_URL: served.url, INGOT_API_KEY: apiKey, XDG_CONFIG_HOME: folder };
  const terminal: Terminal = { env, input, output, remarks, connect: createIngotClient, now: () => new Date(0) };
  const status = await run(terminal, args);
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { status, out: text(output), remarks: text(remarks) };
}

const json = async <Value>(args: string[]): Promise<Value> => {
  const said = await ingot([...args, "--json"]);
  expect(said.remarks).toBe("");
  expect(said.status).toBe(0);
  return JSON.parse(said.out) as Value;
};

describe("login", () => {
  it("keeps a working key where only its owner can read it, and not a wrong one", async () => {
    const env = { XDG_CONFIG_HOME: file("config"), INGOT_URL: served.url };
    const wrong = await ingot(["login"], { env, typed: `ik_${"x".repeat(43)}\n` });
    expect(wrong).toMatchObject({ status: 1, remarks: expect.stringContaining("UNAUTHENTICATED") });
    const right = await ingot(["login"], { env, typed: `${apiKey}\n` });
    expect(right.out).toMatch(/Logged in to .* for Atelier Lumen \(FR\) as admin/);
    expect(statSync(credentialsFile(env)).mode & 0o777).toBe(0o600);
    expect((await ingot(["whoami"], { env })).out).toMatch(/Atelier Lumen \(FR\)[\s\S]*quote\.write/);
    const elsewhere = { ...env, INGOT_URL: "http://localhost:1" };
    expect((await ingot(["whoami"], { env: elsewhere })).remarks).toMatch(/no API key for http:\/\/localhost:1/);
    expect((await ingot(["logout"], { env })).status).toBe(0);
    expect((await ingot(["whoami"], { env })).status).toBe(1);
  });
});

describe("the journey", () => {
  let quoteId: string;

  it("uploads a file and shows its version; a bad file is told by line", async () => {
    const made = await json<{ id: string }>(["datasets", "create", "From the terminal", "--country", "FR"]);
    const rows = Array.from({ length: 50 }, (_, index) => JSON.stringify({ text: `row ${index}` }));
    writeFileSync(file("good.jsonl"), rows.join("\n"));
    writeFileSync(file("bad.jsonl"), `${rows.join("\n")}\nno json\n`);
    const good = await ingot(["datasets", "upload", made.id, file("good.jsonl")]);
    expect(good).toMatchObject({ status: 0, out: expect.stringContaining("50 rows") });
    const bad = await ingot(["datasets", "upload", made.id, file("bad.jsonl")]);
    expect(bad.status).toBe(1);
    expect(bad.out).toMatch(/LINE[\s\S]*51/);
    expect((await ingot(["datasets", "show", made.id])).out).toMatch(/Stored in +FR[\s\S]*dsv_/);
    expect((await ingot(["datasets", "list"])).out).toContain("From the terminal");
    expect((await ingot(["datasets", "upload", made.id, file("none.jsonl")])).remarks).toContain("there is no file");
  });

  it("asks for a quote with price lines, dates, reasons and alternatives", async () => {
    const ask = ["quote", "--model", "gpt2", "--dataset", world.lumen.datasetId, "--tokens", "2e9"];
    const wish = ["--hardware", "dgx-h100", "--devices", "8", "--country", "FR"];
    const preview = await ingot([...ask, ...wish, "--preview"]);
    expect(preview.out).toMatch(/Price +\S+[\s\S]*PRICE LINE[\s\S]*Reasons[\s\S]*ALTERNATIVE/);
    const quote = await json<{ id: string }>([...ask, ...wish]);
    quoteId = quote.id;
    expect((await ingot(["quote", "list"])).out).toContain(quoteId);
    expect((await ingot([...ask, "--passes", "2"])).remarks).toContain("either --tokens or --passes");
    expect((await ingot(["quote", "--model", "gpt2"])).remarks).toContain("--model and --dataset");
  });

  it("quotes one's own model out of its config.json, and says what is wrong with it", async () => {
    const config = {
      model_type: "llama",
      hidden_size: 768,
      intermediate_size: 2048,
      num_hidden_layers: 12,
      num_attention_heads: 12,
      vocab_size: 50_304,
      max_position_embeddings: 2048,
      attention_dropout: 0.1,
    };
    const ask = (content: object | string, ...more: string[]) => {
      writeFileSync(file("config.json"), typeof content === "string" ? content : JSON.stringify(content));
      const what = ["--dataset", world.lumen.datasetId, "--passes", "400", "--config", file("config.json")];
      return ingot(["quote", ...what, ...more]);
    };
    const counted = ["--tokens-counted-in", "r50k_base"];
    const quoted = await ask(config, ...counted, "--model-name", "Brass");
    expect(quoted.out).toMatch(/Trains +Brass, your own: 162M parameters, tokens counted in r50k_base/);
    expect(quoted.out).toMatch(/Left aside\n {2}config.json: attention_dropout is not part of the cost/);
    expect((await ask(config, ...counted, "--preview")).out).toMatch(/Trains +llama 162M, 162M parameters/);
    expect((await ingot(["quote", "list"])).out).toContain("Brass");
    const refused: [() => Promise<Said>, string][] = [
      [() => ask("{ no", ...counted), "must be JSON"],
      [() => ask("[]", ...counted), "VALIDATION: config"],
      [() => ask({ ...config, model_type: "abacus" }, ...counted), 'received "abacus"'],
      [() => ask({ ...config, vocab_size: 32_000 }, ...counted), "with a vocab_size of 32000"],
      [() => ask(config), "--config needs --tokens-counted-in"],
      [() => ask(config, ...counted, "--model", "gpt2"), "one of the two"],
      [() => ingot(["quote", "--model", "gpt2", "--model-name", "Brass"]), "go with --config"],
      [() => ingot(["quote", "--config", file("none.json"), ...counted]), "none.json cannot be read"],
    ];
    for (const [say, sentence] of refused) {
      expect(await say()).toMatchObject({ status: 1, remarks: expect.stringContaining(sentence) });
    }
  });

  it("verifies the quote offline, and finds what was changed", async () => {
    const quote = await json<{ document: string; hash: string; signature: string }>(["quote", "show", quoteId]);
    const check = async (changed: object) => {
      writeFileSync(file("quote.json"), JSON.stringify({ ...quote, ...changed }));
      return ingot(["quote", "verify", file("quote.json"), "--json"], { env: {} });
    };
    const whole = await check({});
    expect(whole.status).toBe(0);
    expect(JSON.parse(whole.out)).toEqual({ hash_matches: true, signature_valid: true, differences: [] });
    const document = JSON.parse(quote.document) as { price: { amount: string } };
    document.price.amount = "1.00";
    const cheaper = await check({ document: JSON.stringify(document) });
    expect(cheaper.status).toBe(1);
    expect(JSON.parse(cheaper.out)).toMatchObject({ hash_matches: false, signature_valid: false });
    expect(cheaper.out).toContain("price.amount");
    const forger = await check({ public_key: Buffer.alloc(32, 1).toString("base64") });
    expect(JSON.parse(forger.out)).toMatchObject({ hash_matches: true, signature_valid: false });
    writeFileSync(file("quote.json"), "{}");
    expect((await ingot(["quote", "verify", file("quote.json")])).remarks).toContain("it lacks document, hash");
  });

  it("signs, shows and cancels the contract, and downloads the invoice", async () => {
    const { contract_id: id } = await json<{ contract_id: string }>([
      "quote",
      "accept",
      quoteId,
      "--name",
      "A. Moreau",
    ]);
    expect((await ingot(["contracts", "list"])).out).toContain(id);
    expect((await ingot(["contracts", "show", id])).out).toMatch(/Promised by[\s\S]*You may +\w*.*cancel/);
    expect((await ingot(["contracts", "cancel", id])).status).toBe(0);
    expect((await ingot(["checkpoints", "list", id])).out.trim()).toBe("(none)");
    expect((await ingot(["contracts", "resume", id])).remarks).toMatch(/^CONFLICT: .*\(request req_/);
    expect((await ingot(["invoices", "list", "--contract", id])).out).toMatch(/inv_/);
    expect((await ingot(["balance"])).out).toMatch(/Available[\s\S]*Held/);
  });

  it("lists and revokes keys, and makes none by a key", async () => {
    const { items } = await json<{ items: { id: string }[] }>(["keys", "list"]);
    expect(items).toHaveLength(1);
    expect((await ingot(["keys", "create", "another"])).remarks).toContain("made by a person");
    expect((await ingot(["keys", "revoke", "key_none"])).remarks).toMatch(/^NOT_FOUND: /);
  });
});

describe("the offline planner", () => {
  it("draws where the time goes, without a network", async () => {
    const said = await ingot(
      ["plan", "--model", "gpt2-xl", "--hardware", "cs-2", "--devices", "2", "--tokens", "10B"],
      { env: {} },
    );
    expect(said).toMatchObject({ status: 0, remarks: "" });
    expect(said.out).toMatch(/Where the step's time goes\n.*█/);
  });

  it("says what does not fit, with numbers", async () => {
    const said = await ingot(
      ["plan", "--model", "gpt3-175b", "--hardware", "dgx-h100", "--devices", "8", "--tokens", "1B"],
      { env: {} },
    );
    expect(said.status).toBe(1);
    expect(said.out).toMatch(/Needed .* available/);
    expect(said.remarks.length).toBeGreaterThan(20);
  });
});

describe("a mistake", () => {
  it.each([
    [["paint"], /unknown command/],
    [["plan", "--model", "gpt2", "--hardware", "cs-2", "--tokens", "many"], /a whole number .* received "many"/],
    [["plan", "--model", "gpt9", "--hardware", "cs-2", "--tokens", "1"], /--model is one of gpt2, .* received "gpt9"/],
    [["quote", "show", "quote_none"], /^NOT_FOUND: /],
  ])("in %j is one sentence and status 1", async (args, sentence) => {
    const said = await ingot(args);
    expect(said.status).toBe(1);
    expect(said.remarks).toMatch(sentence);
    expect(said.remarks).not.toContain("    at ");
  });

  it("with no portal there is told as such", async () => {
    const env = { INGOT_URL: "http://127.0.0.1:9", INGOT_API_KEY: apiKey };
    const said = await ingot(["datasets", "list"], { env });
    expect(said).toMatchObject({ status: 1, remarks: expect.stringMatching(/^NETWORK: no answer of Ingot came/) });
  });

  it("every command has help with a description and takes --json where it answers", async () => {
    const help = (await ingot(["help"])).out;
    expect(help).toContain("datasets");
    for (const noun of ["datasets", "quote", "contracts", "checkpoints", "invoices", "keys"]) {
      const text = (await ingot([noun, "--help"])).out;
      expect(text, noun).toMatch(/Commands:\n +\w+/);
    }
    expect(readFileSync(new URL("../README.md", import.meta.url), "utf8").split("\n").length).toBeLessThanOrEqual(60);
  });
});
