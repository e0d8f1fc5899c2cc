// Guarantees: parts stop in reverse order, a dead part is told, and nothing outlives even a killed supervisor.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isAlive } from "../bootstrap/lock.mjs";
import { Supervisor, type Part, type RunningPart } from "./supervisor.ts";
import { until } from "./wait.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "ingot-supervisor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function shell(name: string, script: string, more: Partial<Part> = {}): Part {
  return { name, command: "sh", args: ["-c", script], env: { PATH: process.env.PATH }, signal: "SIGTERM", ...more };
}

/** Writes its name when told to stop, and only then ends. */
const polite = (name: string, file: string): Part =>
  shell(name, `trap 'echo ${name} >> ${file}; exit 0' TERM; echo up; while :; do sleep 0.05; done`);

const isUp = (part: RunningPart) => (): boolean => part.logSinceStart().includes("up");

it("stops in reverse order of start", async () => {
  const supervisor = new Supervisor(folder);
  const file = path.join(folder, "order");
  for (const name of ["first", "second", "third"]) {
    await until(isUp(await supervisor.start(polite(name, file))), { timeoutMs: 5_000 });
  }
  await Promise.all([supervisor.stop(), supervisor.stop()]);
  expect(readFileSync(file, "utf8").trim().split("\n")).toEqual(["third", "second", "first"]);
});

it("kills what does not listen, with all that it had started", async () => {
  const supervisor = new Supervisor(folder);
  const part = await supervisor.start(
    shell("deaf", "trap '' TERM; echo up; sleep 60 & wait; sleep 60", { graceMs: 200 }),
  );
  await until(isUp(part), { timeoutMs: 5_000 });
  await supervisor.stop();
  expect(isAlive(part.pid)).toBe(false);
  expect(part.ended()).toBe("ended by SIGKILL");
});

it("tells about a part that ends by itself, with its last words, and not about one that is stopped", async () => {
  const supervisor = new Supervisor(folder);
  const dead: RunningPart[] = [];
  supervisor.onDeath((part) => void dead.push(part));
  await supervisor.start(polite("lives", path.join(folder, "order")));
  await supervisor.start(shell("dies", "echo last words; exit 3"));
  await until(() => dead.length > 0, { timeoutMs: 5_000 });
  await supervisor.stop();
  expect(dead.map((part) => [part.name, part.ended(), part.logSinceStart()])).toEqual([
    ["dies", "ended with status 3", "last words"],
  ]);
});

it("shows only the words of this start", async () => {
  for (const word of ["böse", "gut"]) {
    const supervisor = new Supervisor(folder);
    const part = await supervisor.start(shell("speaks", `echo ${word}`));
    await until(() => part.ended() !== undefined, { timeoutMs: 5_000 });
    expect(part.logSinceStart()).toBe(word);
    await supervisor.stop();
  }
});

it("rejects a command that does not exist", async () => {
  const supervisor = new Supervisor(folder);
  await expect(supervisor.start({ ...shell("none", ""), command: "/does/not/exist" })).rejects.toThrow("ENOENT");
  await supervisor.stop();
});

it("leaves nothing behind when the supervisor is killed", async () => {
  const scrap = path.join(folder, "scrap");
  mkdirSync(scrap);
  const module = JSON.stringify(path.join(import.meta.dirname, "supervisor.ts"));
  const program = `
    import { Supervisor } from ${module};
    const supervisor = new Supervisor(${JSON.stringify(folder)});
    supervisor.removeAtEnd(${JSON.stringify(scrap)});
    const env = { PATH: process.env.PATH };
    const part = await supervisor.start({ name: "orphan", command: "sleep", args: ["60"], env, signal: "SIGTERM" });
    console.log(part.pid);
    setInterval(() => {}, 1000);`;
  const killed = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = Number(
    await new Promise<string>((resolve) => killed.stdout.once("data", (chunk: Buffer) => resolve(chunk.toString()))),
  );
  expect(isAlive(pid)).toBe(true);
  killed.kill("SIGKILL");
  expect(await until(() => !isAlive(pid) && !existsSync(scrap), { timeoutMs: 8_000 })).toBe(true);
});
