// Guarantees: the bootstrap installs exactly when it has to, once at a time, and says in one sentence what stands in the way.
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNode } from "./node.mjs";

const INFRA = path.resolve(import.meta.dirname, "..");

let root: string;

/** A stand-in for npx that installs only the pinned Node, and counts its calls. */
const FAKE_NPX = `#!/bin/sh
echo "$@" >> "$FAKE_LOG"
if [ -n "$FAKE_SAYS" ]; then echo "$FAKE_SAYS" >&2; exit 1; fi
sleep 0.3
mkdir -p node_modules/.bin
ln -sf "${process.execPath}" node_modules/.bin/node
`;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "ingot-bootstrap-"));
  cpSync(INFRA, path.join(root, "infra"), { recursive: true, filter: (file) => /bootstrap|infra$/.test(file) });
  for (const file of ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml"])
    writeFileSync(path.join(root, file), "{}");
  writeFileSync(
    path.join(root, "infra", "status.ts"),
    'process.stdout.write(JSON.stringify(process.argv.slice(2)));\nprocess.exitCode = Number(process.env.EXIT_WITH ?? "0");\n',
  );
  mkdirSync(path.join(root, "tools"));
  writeFileSync(path.join(root, "tools", "npx"), FAKE_NPX);
  chmodSync(path.join(root, "tools", "npx"), 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

async function bootstrap(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const tools = { PATH: `${path.join(root, "tools")}:${process.env.PATH}`, FAKE_LOG: path.join(root, "calls") };
  const child = spawn(process.execPath, [path.join(root, "infra", "bootstrap.mjs"), ...args], {
    env: { ...process.env, ...tools, ...env },
    cwd: root,
  });
  const ended: Ended = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (ended.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (ended.err += chunk.toString()));
  return new Promise((resolve) => child.once("close", (code) => resolve({ ...ended, code })));
}

const installs = (): number => {
  const file = path.join(root, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
};

describe("commands", () => {
  it("names the ones that exist when there is no such command", async () => {
    const { code, err } = await bootstrap(["strat"]);
    expect(code).toBe(1);
    expect(err).toContain('There is no command "strat"');
    expect(err).toMatch(/^ {2}start /m);
    expect(installs()).toBe(0);
  });

  it("is not fooled by names that every object has", async () => {
    expect((await bootstrap(["constructor"])).err).toContain('There is no command "constructor"');
  });

  it("passes arguments and the exit status on", async () => {
    const { code, out } = await bootstrap(["status", "a b", "--flag"], { EXIT_WITH: "7" });
    expect(JSON.parse(out)).toEqual(["a b", "--flag"]);
    expect(code).toBe(7);
  });
});

describe("installing", () => {
  it("happens once, and again only when a manifest changes", async () => {
    await bootstrap(["status"]);
    await bootstrap(["status"]);
    expect(installs()).toBe(1);
    writeFileSync(path.join(root, "package.json"), '{"changed":true}');
    await bootstrap(["status"]);
    expect(installs()).toBe(2);
    expect(readFileSync(path.join(root, "calls"), "utf8")).toContain("pnpm@12.21.0 install --frozen-lockfile");
  });

  it("is shared by two starts at once", async () => {
    const both = await Promise.all([bootstrap(["status"]), bootstrap(["status"])]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(installs()).toBe(1);
  });

  it("takes over the lock of a process that is gone", async () => {
    mkdirSync(path.join(root, ".ingot"));
    writeFileSync(path.join(root, ".ingot", "install.lock"), JSON.stringify({ pid: 2 ** 22 + 1 }));
    expect((await bootstrap(["status"])).code).toBe(0);
    expect(existsSync(path.join(root, ".ingot", "install.lock"))).toBe(false);
  });

  it("takes over a lock file that holds nonsense", async () => {
    mkdirSync(path.join(root, ".ingot"));
    writeFileSync(path.join(root, ".ingot", "install.lock"), "{");
    expect((await bootstrap(["status"])).code).toBe(0);
  });

  it.each([
    ["getaddrinfo EAI_AGAIN registry", "registry cannot be reached"],
    ["ERR_PNPM_OUTDATED_LOCKFILE", "does not fit the package.json files"],
    ['ERR_PNPM_OUTDATED_LOCKFILE in importers["packages/db"]:', "does not fit packages/db/package.json"],
    ["ENOSPC: no space left on device", "The disk is full"],
    ["something new", "something new"],
  ])("tells %s as a sentence with status 1", async (said, sentence) => {
    const { code, err } = await bootstrap(["status"], { FAKE_SAYS: said });
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(err).not.toContain("    at ");
    expect((await bootstrap(["status"])).code).toBe(0);
  });
});

describe("the Node that runs Ingot", () => {
  it.each([
    ["24.12.0", true],
    ["24.21.0", true],
    ["26.0.0", true],
    ["24.11.9", false],
    ["20.20.2", false],
  ])("%s on the PATH is enough where no package carries one: %s", (version, enough) => {
    const find = (): string => findNode(root, { version, path: "/its/path" });
    if (enough) expect(find()).toBe("/its/path");
    else expect(find).toThrow(`this is Node ${version}`);
  });
});
