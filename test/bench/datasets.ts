import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type Encoding,
  encodings,
  fileStore,
  ingestJsonl,
  inProcessPool,
  openPool,
  readVersion,
} from "@ingot/datasets";
import { printLine } from "./figure/line.ts";

const mib = 2 ** 20;
const words = (
  "the model reads every record of dataset once and again until loss falls no further while tokens are counted by " +
  "site contract price duration checkpoint because training continues after failure from last saved step with same seed"
).split(" ");

/** English-like rows that never repeat, from a seed, at least `bytes` in all: 64 KiB at a time. */
function* rows(bytes: number, seed: number): Generator<Uint8Array> {
  let state = seed;
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  let part = "";
  for (let given = 0; given < bytes;) {
    const text = Array.from({ length: 40 + next(200) }, () => words[next(words.length)]).join(" ");
    part += `${JSON.stringify({ text: `${state.toString(36)} ${text}.` })}\n`;
    if (part.length < 64 * 1024) continue;
    given += part.length;
    yield Buffer.from(part);
    part = "";
  }
}

function say(figure: string, value: number, unit: string, beside: Record<string, number>): void {
  const list = Object.entries(beside).map(([name, it]) => ({ name, value: it }));
  printLine({ bench: "datasets", figure, value, unit, beside: list });
}

interface Spent {
  readonly wall: number;
  readonly cpu: number;
}

async function spend(work: () => Promise<void>): Promise<Spent> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const used = process.cpuUsage(cpu);
  return { wall: (performance.now() - wall) / 1e3, cpu: (used.user + used.system) / 1e6 };
}

async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Megabytes per second, of processor time and of the clock. */
const rates = (bytes: number, { wall, cpu }: Spent) => ({ perCpu: bytes / 1e6 / cpu, perWall: bytes / 1e6 / wall });

const nameOf = (counted: readonly Encoding[]): string => (counted.length > 0 ? counted.join(" and ") : "not counted");

async function throughput(counted: readonly Encoding[], megabytes: number, threads: number): Promise<void> {
  const parts = [...rows(megabytes * 1e6, 1)];
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield* parts;
  };
  await inFolder(async (folder) => {
    const store = fileStore(folder);
    const pool = threads === 0 ? inProcessPool() : await openPool({ threads });
    const bare = await spend(async () => {
      const hash = createHash("sha256");
      for (const part of parts) hash.update(part);
      hash.digest();
    });
    let read: Spent = { wall: 0, cpu: 0 };
    const spent = await spend(async () => {
      const result = await ingestJsonl(source(), {
        store,
        pool,
        tokenizer: counted[0] ?? null,
        alsoCount: counted.slice(1),
      });
      if (result.outcome !== "version") throw new Error(result.message);
      read = await spend(async () => {
        for await (const part of readVersion(store, result.manifest)) if (part.length === 0) throw new Error("empty");
      });
    });
    await pool.close();
    const own = { wall: spent.wall - read.wall, cpu: spent.cpu - read.cpu };
    const name = `ingest, ${nameOf(counted)}, ${threads === 0 ? "in process" : `${threads} threads`}`;
    const [it, sha, back] = [rates(bytes, own), rates(bytes, bare), rates(bytes, read)];
    say(name, it.perCpu, "MB per CPU-second", {
      "MB per second of wall time": it.perWall,
      "SHA-256 of the same bytes, MB per CPU-second": sha.perCpu,
      "reading it back checked, MB per CPU-second": back.perCpu,
      "wall seconds": own.wall,
    });
  });
}

const peakSizes = [64, 256, 1024] as const;

/** The peak of memory when so many MiB were read: one upload of 1 GiB in a process of its own, fed through a pipe. */
async function peaksOf(counted: readonly Encoding[]): Promise<void> {
  const child = spawn(process.execPath, [import.meta.filename, "--peak", ...counted], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (part: Buffer) => (output += part.toString()));
  const ended = new Promise((resolve) => child.once("close", resolve));
  await pipeline(Readable.from(rows(1024 * mib, 1)), child.stdin);
  const status = await ended;
  if (status !== 0) throw new Error(`the measured process ended with status ${String(status)}`);
  const [idle = 0, ...peaks] = output.trim().split(" ").map(Number);
  const [small = 0, middle = 0, large = 0] = peaks;
  say(`peak memory, 1 GiB, ${nameOf(counted)}, 2 threads`, large, "MiB RSS", {
    "256 MiB": middle,
    "64 MiB": small,
    "before the upload": idle,
    "1 GiB above 64 MiB": large - small,
  });
}

const peakNow = (): number => process.resourceUsage().maxRSS / 1024;

async function measurePeaks(counted: readonly Encoding[]): Promise<void> {
  const peaks: number[] = [];
  await inFolder(async (folder) => {
    const pool = await openPool({ threads: 2 });
    peaks.push(peakNow());
    const onProgress = ({ bytesRead }: { readonly bytesRead: number }) => {
      const next = peakSizes[peaks.length - 1];
      if (next !== undefined && next < 1024 && bytesRead >= next * mib) peaks.push(peakNow());
    };
    const [tokenizer = null, ...alsoCount] = counted;
    await ingestJsonl(process.stdin, { store: fileStore(folder), tokenizer, alsoCount, pool, onProgress });
    await pool.close();
    peaks.push(peakNow());
  });
  process.stdout.write(peaks.join(" "));
}

const portalCounts: readonly Encoding[] = ["r50k_base", "cl100k_base"];
const [flag, ...named] = process.argv.slice(2);
if (flag === "--peak") {
  await measurePeaks(encodings.filter((encoding) => named.includes(encoding)));
} else {
  await throughput([], 100, 2);
  await throughput(["r50k_base"], 40, 2);
  await throughput(["r50k_base"], 20, 0);
  await throughput(["cl100k_base"], 40, 2);
  await throughput(["o200k_base"], 40, 2);
  await throughput(portalCounts, 40, 2);
  await peaksOf([]);
  await peaksOf(portalCounts);
}
