// Guarantees: what the stack keeps is made once, read again, private, and said to be damaged in a sentence when it is.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../bootstrap/failure.mjs";
import { prepareDataFolder } from "./data-folder.ts";
import { ownDatabase, ownTemporal } from "./environment.ts";
import { assertPortalPortFree, firstOutgoingPort, freePort, innerPorts, portalPort } from "./ports.ts";
import { holdDataFolder, runningStack } from "./running.ts";
import { keptSecrets, keptSigningKey } from "./secrets.ts";

let data: string;
beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), "ingot-data-"));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

async function taking<Value>(port: number, work: () => Promise<Value>): Promise<Value> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  try {
    return await work();
  } finally {
    server.close();
  }
}

describe("secrets", () => {
  it("are made once and readable by their owner only", () => {
    const first = keptSecrets(data);
    expect(keptSecrets(data)).toEqual(first);
    expect(new Set(Object.values(first)).size).toBe(6);
    expect(statSync(path.join(data, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it.each(["", "{", "[]", "null", '"text"', '{"app":"x"}'])("say that %j is damaged and what to do", (text) => {
    writeFileSync(path.join(data, "secrets.json"), text);
    expect(() => keptSecrets(data)).toThrow(/secrets\.json is damaged.*npm run reset/);
    expect(() => keptSecrets(data)).toThrow(Failure);
  });

  it("keep one signing key and never replace a damaged one", () => {
    const file = keptSigningKey(data);
    const key = readFileSync(file, "utf8");
    expect(keptSigningKey(data)).toBe(file);
    expect(readFileSync(file, "utf8")).toBe(key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, "not a key");
    expect(() => keptSigningKey(data)).toThrow(/signing-key\.pem is damaged/);
  });
});

describe("ports", () => {
  it("inside are kept, and one that is taken is chosen anew", async () => {
    const first = await innerPorts(data);
    expect(await innerPorts(data)).toEqual(first);
    const then = await taking(first.postgres, async () => innerPorts(data));
    expect(then.postgres).not.toBe(first.postgres);
    expect(then.temporal).toBe(first.temporal);
  });

  it("are none that an outgoing connection could take before they are used", async () => {
    const chosen = await Promise.all(Array.from({ length: 20 }, async () => freePort()));
    expect(chosen.filter((port) => port >= firstOutgoingPort())).toEqual([]);
    expect(new Set(chosen).size).toBeGreaterThan(15);
  });

  it("inside are chosen anew when their file is damaged", async () => {
    writeFileSync(path.join(data, "ports.json"), "{");
    const ports = await innerPorts(data);
    expect(await innerPorts(data)).toEqual(ports);
  });

  it("of the portal: a busy one is named, with a command that works", async () => {
    const port = await freePort();
    await expect(assertPortalPortFree(port)).resolves.toBeUndefined();
    const busy = taking(port, async () => assertPortalPortFree(port));
    await expect(busy).rejects.toThrow(`Port ${port} on localhost is used by another program`);
  });

  it.each(["0", "65536", "3000.5", "abc", ""])("refuse INGOT_PORTAL_PORT=%j", (text) => {
    expect(() => portalPort({ NODE_ENV: "test", INGOT_PORTAL_PORT: text })).toThrow(`from 1 to 65535, not "${text}"`);
  });
});

describe("a person's own servers", () => {
  const all = {
    DATABASE_URL: "postgres://a@h/d",
    DATABASE_URL_PLATFORM: "postgres://p@h/d",
    DATABASE_URL_AUTH: "postgres://u@h/d",
  };

  it("need all four roles of the database, or none", () => {
    expect(ownDatabase({})).toBeUndefined();
    expect(() => ownDatabase(all)).toThrow("missing: DATABASE_URL_MIGRATOR");
    const migrator = "postgres://m@h/d";
    expect(ownDatabase({ ...all, DATABASE_URL_MIGRATOR: migrator })).toMatchObject({ app: all.DATABASE_URL, migrator });
    expect(() => ownDatabase({ ...all, DATABASE_URL_MIGRATOR: "nonsense" })).toThrow(
      "DATABASE_URL_MIGRATOR must be a URL",
    );
  });

  it("need host and port of Temporal", () => {
    expect(ownTemporal({})).toBeUndefined();
    expect(ownTemporal({ TEMPORAL_ADDRESS: "temporal.example:7233" })).toBe("temporal.example:7233");
    expect(() => ownTemporal({ TEMPORAL_ADDRESS: "http://x" })).toThrow(
      'host:port, like 127.0.0.1:7233, not "http://x"',
    );
  });
});

describe("the data folder", () => {
  it("belongs to one stack; a second start names the first", () => {
    const letGo = holdDataFolder(data, "http://localhost:3000");
    expect(() => holdDataFolder(data, "http://localhost:3001")).toThrow(
      `Ingot is already running at http://localhost:3000 (pid ${process.pid})`,
    );
    expect(runningStack(data)).toEqual({ pid: process.pid, url: "http://localhost:3000" });
    letGo();
    expect(runningStack(data)).toBeUndefined();
  });

  it("is said to be damaged when it is a file", () => {
    const file = path.join(data, "file");
    writeFileSync(file, "");
    expect(() => prepareDataFolder(file)).toThrow("should be a folder");
  });
});
