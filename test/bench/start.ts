// How long a person waits: the first start in a clean clone, and every later one.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../infra/stack/ports.ts";
import { printLine } from "./figure/line.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");
const READY = "Ctrl-C stops everything";

interface Start {
  seconds: number;
  /** What each step said about itself. */
  steps: { name: string; value: number }[];
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}

async function start(clone: string, port: number): Promise<Start> {
  const began = performance.now();
  // npm sets these for the program that it runs; in the clone they would name this checkout.
  const own = Object.entries(process.env).filter(
    ([key]) => !/^(npm_|INGOT_|DATABASE_URL|TEMPORAL_|INIT_CWD)/.test(key),
  );
  const child = spawn("node", [path.join(clone, "infra", "bootstrap.mjs"), "start"], {
    cwd: clone,
    env: {
      ...Object.fromEntries(own),
      NODE_ENV: undefined,
      INGOT_PORTAL_PORT: String(port),
    } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const seconds = await new Promise<number>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      process.stderr.write(chunk); // a cold start takes minutes: whoever waits sees its steps
      if (said.includes(READY)) resolve((performance.now() - began) / 1000);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => reject(new Error(`the start ended with status ${code}:\n${said}`)));
  });
  await stop(child);
  const steps = [...said.matchAll(/^(\S[^\n]*?)\s{2,}(?:ready|installed) \(([\d.]+) s\)$/gm)];
  return { seconds, steps: steps.map(([, name = "", value]) => ({ name, value: Number(value) })) };
}

const print = (figure: string, { seconds, steps }: Start): void =>
  printLine({ bench: "start", figure, value: seconds, unit: "s", beside: steps }, 3);

const folder = mkdtempSync(path.join(tmpdir(), "ingot-bench-start-"));
try {
  const clone = path.join(folder, "ingot");
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", ROOT, clone]);
  const port = await freePort();
  print("cold", await start(clone, port));
  print("warm", await start(clone, port));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
