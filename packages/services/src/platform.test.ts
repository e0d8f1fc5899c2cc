// Guarantees: a platform without its variables says which one; lines of the log are JSON without credentials; signatures verify.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createLog } from "./log.ts";
import { createPlatform } from "./platform.ts";
import type { TrainingEngine } from "./ports.ts";

const folder = mkdtempSync(join(tmpdir(), "ingot-platform-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keyFile = (name: string, type: "ed25519" | "x25519") => {
  const path = join(folder, name);
  const { privateKey } = generateKeyPairSync(type as "ed25519");
  writeFileSync(path, privateKey.export({ type: "pkcs8", format: "pem" }));
  return path;
};

const whole = {
  DATABASE_URL: "postgres://a@127.0.0.1:1/x",
  DATABASE_URL_PLATFORM: "postgres://b@127.0.0.1:1/x",
  DATABASE_URL_AUTH: "postgres://c@127.0.0.1:1/x",
  INGOT_DATA: folder,
  INGOT_SIGNING_KEY_FILE: keyFile("key.pem", "ed25519"),
};
const make = (env: Record<string, string | undefined>) =>
  createPlatform({
    env,
    engine: {} as TrainingEngine,
    realClock: () => 1_700_000_000_000,
    log: createLog({ name: "test", level: "silent" }),
  });

describe("a platform", () => {
  it.each(Object.keys(whole))("without %s says so", (name) => {
    expect(() => make({ ...whole, [name]: "" })).toThrow(new RegExp(`the variable ${name} \\(.+\\) is not set`));
  });

  it("refuses a key of another kind and one that is not there", () => {
    expect(() => make({ ...whole, INGOT_SIGNING_KEY_FILE: keyFile("x.pem", "x25519") })).toThrow("received x25519");
    expect(() => make({ ...whole, INGOT_SIGNING_KEY_FILE: join(folder, "none.pem") })).toThrow(
      "no readable private key",
    );
  });

  it("opens no connection by itself, makes ordered ids, signs, and keeps blobs below its folder", async () => {
    const { newId, signer, stores, demo, databases } = make(whole);
    expect(newId("job")).toMatch(/^job_018bcfe56800[0-9a-f]{20}$/);
    expect(newId("job")).not.toBe(newId("job"));
    const signature = signer.sign("a text");
    expect(signer.verify("a text", signature)).toBe(true);
    expect(signer.verify("another", signature)).toBe(false);
    expect(Buffer.from(signer.publicKey, "base64")).toHaveLength(32);
    const bytes = randomBytes(8);
    await stores.site("lyon").put("a/b", bytes);
    expect(await stores.site("lyon").has("a/b")).toBe(true);
    expect(await stores.site("ashburn").has("a/b")).toBe(false);
    expect(() => stores.site("../x")).toThrow("slug");
    expect(demo).toBe(false);
    await databases.close();
  });
});

describe("the log", () => {
  it("carries its bindings and hides credentials", () => {
    const lines: string[] = [];
    const log = createLog({ name: "portal", level: "info" }, { write: (line) => void lines.push(line) });
    const child = log.child({ requestId: "req_1", organizationId: "org_1" });
    child.debug({}, "unseen");
    child.info({ secret: "ik_x", body: { password: "p" }, path: "/x" }, "request");
    child.info({ organizationId: "org_1", contractId: undefined }, "once");
    expect(lines.pop()?.match(/org_1/g)).toHaveLength(1);
    child.error({ err: new Error("inner", { cause: new Error("root") }) }, "failed");
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      name: "portal",
      requestId: "req_1",
      organizationId: "org_1",
      path: "/x",
      secret: "[hidden]",
      body: { password: "[hidden]" },
      msg: "request",
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(lines[1]).toContain("root");
    expect(() => createLog({ name: "x", level: "loud" })).toThrow('received "loud"');
  });
});
