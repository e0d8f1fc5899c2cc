// Guarantees: the Temporal server comes from the cheapest place that really has one, and a dead end is told with the ways out.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { findTemporal, type Places } from "./temporal-find.ts";

let folder: string;
let places: Places;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ingot-temporal-"));
  said = [];
  places = {
    cache: path.join(folder, "cache"),
    env: { NODE_ENV: "test", PATH: [at("path"), "/usr/bin", "/bin"].join(path.delimiter) },
    downloadHost: "http://127.0.0.1:1/", // refused at once
    goFolders: [],
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...parts: string[]): string => path.join(folder, ...parts);
const find = async (): Promise<string> => findTemporal((text) => void said.push(text), places);

function program(file: string, script: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

const SERVER = 'echo "temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)"';
/** As Go does: puts what it built where GOBIN says. */
const GO = `echo "$@" >> "$GOBIN/../go-calls"
cat > "$GOBIN/temporal" <<'END'
#!/bin/sh
${SERVER}
END
chmod +x "$GOBIN/temporal"`;

it("prefers the one on the PATH", async () => {
  program(at("cache", "bin", "temporal"), SERVER);
  expect(await find()).toBe(at("cache", "bin", "temporal"));
  program(at("path", "temporal"), SERVER);
  expect(await find()).toBe(at("path", "temporal"));
});

it("passes over a program of that name without a server", async () => {
  program(at("path", "temporal"), 'echo "another tool"');
  program(at("cache", "bin", "temporal"), SERVER);
  expect(await find()).toBe(at("cache", "bin", "temporal"));
});

it("builds one with Go, once for two who ask at once, and says that it takes minutes", async () => {
  program(at("path", "go"), GO);
  const found = await Promise.all([find(), find()]);
  expect(found).toEqual([at("cache", "bin", "temporal"), at("cache", "bin", "temporal")]);
  expect(readFileSync(at("cache", "go-calls"), "utf8").trim()).toBe(
    "install github.com/temporalio/cli/cmd/temporal@v1.5.1",
  );
  expect(said.join("\n")).toContain("about three minutes, once");
});

it("replaces a damaged cached one", async () => {
  program(at("cache", "bin", "temporal"), "exit 1");
  program(at("path", "go"), GO);
  await find();
  expect(said[0]).toBe("the cached server does not run and is fetched again");
  expect(readFileSync(at("cache", "bin", "temporal"), "utf8")).toContain("Server 1.29.1");
});

it("tells the ways out when nothing helps", async () => {
  places.env.PATH = at("path");
  await expect(find()).rejects.toThrow(/No Temporal server was found.*docs\.temporal\.io\/cli.*TEMPORAL_ADDRESS/);
});

it("tells the last words of a build that failed, and leaves no lock behind", async () => {
  program(at("path", "go"), 'echo "dial tcp: lookup proxy: no such host" >&2; exit 1');
  await expect(find()).rejects.toThrow(/could not be built.*no such host.*Check the network/s);
  expect(existsSync(at("cache", "temporal.lock"))).toBe(false);
});
