// Guarantees: at most one living process holds a lock file, and a dead one never keeps anybody out.
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isAlive, lockHolder, takeLock } from "./lock.mjs";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ingot-lock-"));
  file = path.join(folder, "a.lock");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("refuses a second holder, tells about the first, and opens after release", () => {
  const first = takeLock(file, { url: "http://localhost:3000" });
  const second = takeLock(file);
  expect(first.held).toBe(true);
  expect(second).toMatchObject({ held: false, holder: { pid: process.pid, url: "http://localhost:3000" } });
  if (first.held) first.release();
  expect(takeLock(file).held).toBe(true);
  expect(readdirSync(folder)).toEqual(["a.lock"]);
});

it.each([
  ["a dead process", JSON.stringify({ pid: 2 ** 22 + 1 })],
  ["a reused pid", JSON.stringify({ pid: process.ppid, tick: "1" })],
  ["no pid", "{}"],
  ["half a write", '{"pid": 12'],
  ["nothing", ""],
])("is taken over from %s", (_, text) => {
  writeFileSync(file, text);
  expect(takeLock(file).held).toBe(true);
  expect(lockHolder(file)?.pid).toBe(process.pid);
});

it("knows who is alive", () => {
  expect([process.pid, 1, 0, -1, Number.NaN, 2 ** 22 + 1].map(isAlive)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

it.runIf(process.platform === "linux")("takes a process that nobody has buried for dead", async () => {
  const parent = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 5"], { stdio: ["ignore", "pipe", "ignore"] });
  const pid = Number(
    await new Promise<string>((resolve) => parent.stdout.once("data", (chunk: Buffer) => resolve(String(chunk)))),
  );
  await expect.poll(() => isAlive(pid)).toBe(false);
  expect(() => process.kill(pid, 0)).not.toThrow();
  parent.kill();
});
